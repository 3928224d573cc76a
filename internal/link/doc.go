// Package link carries lines between a controller and an agent over a stream that may break and be replaced: each line
// arrives once and in order, however often and wherever the stream is cut. Lines are numbered, checked, acknowledged, and
// kept until they are. It knows nothing of what the lines say, nor of containers.
//
// The controller has the near end: it pings, notices a stream that is silent, and replaces it. The agent has the far end,
// whose input and output stay the same for all of its life, while what becomes of the output is not known to it.
package link
