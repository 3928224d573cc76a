package manual

// packetManual says how the needs of the net family are met. It stands in the manual of all kinds.
const packetManual = `
## How packets are damaged

An agent in the target's network namespace damages packets, by one of two drivers. Which of them this engine's kernel has is
tried in a namespace of its own, never guessed: ` + "`firedrill doctor`" + ` shows the answer, and the kernel's error.

| driver | where | what it damages |
|---|---|---|
| netem | in the kernel | what goes out: delay, jitter, loss, corruption, doubling, reordering, rate |
| nfqueue | in the agent | all that, on the way out and on the way in |

netem is taken where a trial has felt it: a datagram that it is to hold for 20 ms must come 20 ms late. It sees only what leaves
the namespace, so what comes in goes through nfqueue, also of a damage in both directions. Plain drops, refusals and resets need
neither. Which packets are meant is decided by rules of nftables in both cases. They belong to the agent's socket: when the agent
dies, however it dies, the kernel removes them and with them the damage. What may then be left of netem is an empty tree of
queueing disciplines, handle ` + "`f1d1:`" + `, through which nothing is sent, and which the next agent in that namespace removes.

Tables and queueing disciplines of others are left alone. Where a device has one at its root, or serves another damage of ours, netem
is passed over, the proof says so, and nfqueue does the damage; so damages on one target compose, and come off in any order. With
netem a large segment that the device is to cut up counts as one packet, the tail of ` + "`pareto`" + ` is cut at four times the jitter, and
how long packets were held is not counted.

**Never run by its developers:** no kernel of theirs has netem. What is said to it is compared, byte by byte, with the kernel's
published description and with another reader of it; the rules and the tree around it were tried on a real kernel with another
queueing discipline in its place. Where the trial fails nfqueue is used, on which all figures here were measured.
`
