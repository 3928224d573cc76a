package manual

// packetManual is the section on how the needs of the family net are met.
const packetManual = `
## How packets are damaged

An agent in the target's network namespace damages packets, with one of two drivers. It finds out which of them the engine's kernel has
by trying them in a separate namespace: ` + "`firedrill doctor`" + ` shows the result, and the kernel's error.

| driver | where | what it damages |
|---|---|---|
| netem | in the kernel | outgoing packets: delay, jitter, loss, corruption, duplication, reordering, rate |
| nfqueue | in the agent | the same, for outgoing and incoming packets |

netem is used if a test has shown its effect: a datagram with a delay of 20 ms must arrive 20 ms late. It sees only outgoing packets.
Incoming packets go through nfqueue, and so does damage in both directions. Drops, refusals and resets need neither driver. In both
cases nftables rules select the packets. The rules belong to the agent's socket: when the agent dies, for any reason, the kernel
removes them and with them the damage. netem may leave an empty tree of queueing disciplines, handle ` + "`f1d1:`" + `, through which nothing
is sent; the next agent in that namespace removes it.

Tables and queueing disciplines of others are not changed. If a device has a queueing discipline of its own at the root, or carries
another damage of ours, nfqueue is used instead of netem, and the proof says so. So several damages on one target compose, and can be
reverted in any order. With netem, a large segment that the device will split counts as one packet, the tail of ` + "`pareto`" + ` is cut at
four times the jitter, and the delay of packets is not measured.

**Not tested by its developers on a kernel with netem:** they have none. The messages to the kernel are compared, byte by byte, with the
kernel's published description and with an independent parser. The rules and the tree around it were tested on a real kernel with another
queueing discipline in its place. If the test fails, nfqueue is used, on which all figures here were measured.
`
