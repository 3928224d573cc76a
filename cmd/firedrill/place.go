package main

// stateVariable names the folder that holds the journals of open runs and the sockets of rounds.
const stateVariable = "FIREDRILL_STATE"
