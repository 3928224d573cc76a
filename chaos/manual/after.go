package manual

// afterManual says what of each family outlives the fault itself. It stands in the manual of all kinds.
const afterManual = `
## What outlives a fault

"Gone" says that the cause is away. What then still hurts is the lab's own recovery, which ` + "`recovered`" + ` measures; these leave
something behind:

| kinds | what stays | for how long | what firedrill does |
|---|---|---|---|
| dns.* | connection tracking entries that lead lookups from reused source ports to the wrong answers | 30 s, renewed by each use | passes lookups on, then removes the entries; an agent that was killed leaves them to the next one in that namespace |
| dns.wrong | the wrong address in a client's own cache | 1 s, the answer's TTL | nothing |
| net.partition, net.drop-port, net.loss, net.corrupt | TCP connections whose packets were lost send again at doubling pauses | up to as long again as the fault lasted, or the client's timeout | nothing: so does a real outage |
| net.delay, net.rate, net.reorder | packets that are held | none with nfqueue; up to 2 s with netem | lets them go |
| net.reset, net.reject-port | nothing; pools connect anew at their next use | | |
| faults on an app with two replicas | nginx's mark of a server that failed (max_fails, fail_timeout in labs.yaml) | fail_timeout, 10 s unless said | nothing: nginx is part of the lab |
| container.pause, redis.pause, postgres.lock | requests that waited are answered late, and clients have given up on them | until the queue is worked off | nothing |
| redis.flush, redis.expire, load.cache-bust | a cold cache, or one full of pages that nobody asks for again | until it has filled again; the entries' TTL | nothing |
| postgres.rotate-password, redis.rotate-password | connections that were ended; pools log in anew | the pool's next attempt | nothing |

The rules of net.* translate no addresses, so that no connection tracking entry of theirs misleads a later connection. Of these rows
those of dns.* were measured: a drill's recovery had 14 failed lookups (dns.nxdomain) and 65 (dns.wrong) before the entries were
removed, and none in eight drills since. The others follow from how TCP, nginx, Redis and Postgres work.
`
