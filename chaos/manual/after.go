package manual

// afterManual is the section on what outlives a fault.
const afterManual = `
## What outlives a fault

"Gone" means that the cause is removed. What still hurts afterwards is the lab's own recovery, which ` + "`recovered`" + ` measures. These
faults leave something behind:

| kinds | what stays | for how long | what firedrill does |
|---|---|---|---|
| dns.* | connection tracking entries that direct lookups from reused source ports to the wrong answers | 30 s, renewed by each use | forwards lookups, then removes the entries; if the agent was killed, the next one in that namespace does |
| dns.wrong | the wrong address in a client's own cache | 1 s, the answer's TTL | nothing |
| net.partition, net.drop-port, net.loss, net.corrupt | TCP connections that wait for their next retransmission, at doubling intervals | up to the duration of the fault, or the client's timeout | nothing: a real outage does the same |
| net.delay, net.rate, net.reorder | delayed packets | none with nfqueue; up to 2 s with netem | sends them |
| net.reset, net.reject-port | nothing; pools reconnect at their next use | | |
| faults on an app with two replicas | nginx's mark for a failed server (max_fails, fail_timeout in labs.yaml) | fail_timeout, by default 10 s | nothing: nginx is part of the lab |
| container.pause, redis.pause, postgres.lock | late answers to requests that waited, whose clients have given up | until the queue is empty | nothing |
| redis.flush, redis.expire, load.cache-bust | a cold cache, or one full of pages that nobody requests | until it has filled again; the entries' TTL | nothing |
| postgres.rotate-password, redis.rotate-password | closed connections; pools log in again | the pool's next attempt | nothing |

The rules of net.* translate no addresses, so they leave no connection tracking entry that misdirects a later connection. Of these rows
those for dns.* were measured: a drill's recovery had 14 failed lookups (dns.nxdomain) and 65 (dns.wrong) before the entries were
removed, and none in eight drills since. The others follow from how TCP, nginx, Redis and Postgres work.
`
