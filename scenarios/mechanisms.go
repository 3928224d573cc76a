package scenarios

// Components are the parts at which a cause can lie, in the order of a request's journey.
var Components = []string{"clients", "dns", "network", "certificate", "nginx", "shop", "redis", "postgres", None}

// Mechanisms are what can be wrong with a component, and what each means. Those of the library are all here; a scenario of
// one's own may name others.
var Mechanisms = []Mechanism{
	{"stopped", "it was stopped in an orderly way, and does not run"},
	{"crashed", "its process was killed or died, and does not run"},
	{"frozen", "its process is there and does nothing"},
	{"slow", "it answers, late"},
	{"no-such-name", "a name does not exist for those who look it up"},
	{"wrong-address", "a name leads to where nobody is, or somebody else"},
	{"port-blocked", "what comes for a port is dropped or rejected on the way"},
	{"slow-link", "packets on a link are late"},
	{"lossy-link", "packets on a link are lost at random"},
	{"partition", "nothing gets through between two parts"},
	{"expired", "a certificate has run out"},
	{"wrong-host", "a certificate is for another name"},
	{"unknown-issuer", "a certificate was signed by nobody who is trusted"},
	{"wrong-port", "it looks for another part at a wrong port"},
	{"short-timeout", "it gives up sooner than the work takes"},
	{"small-body-limit", "it refuses bodies that are not large"},
	{"rate-limit", "it lets fewer requests through than come"},
	{"broken-config", "its configuration can not be read"},
	{"too-few-connections", "it may hold fewer connections than it needs"},
	{"missing-variable", "a variable of its environment is gone"},
	{"wrong-value", "a variable of its environment has a wrong value"},
	{"wrong-secret", "it has a password or key that is not right"},
	{"split-secret", "its replicas have different keys"},
	{"small-pool", "it may hold fewer connections to another part than its requests need"},
	{"bad-release", "a version of it was deployed that is wrong"},
	{"lying-health", "it says that it is well, and is not"},
	{"wrong-clock", "its clock is off"},
	{"cpu-limit", "it may use too little of the processors"},
	{"memory-limit", "it may use too little memory"},
	{"descriptor-limit", "it may have too few files and connections open"},
	{"not-accepting", "it accepts no connections, though it runs"},
	{"rotated-password", "its password was changed, and others have the old one"},
	{"memory-full", "it has no memory left for new data"},
	{"connections-exhausted", "all the connections that it allows are taken"},
	{"poisoned-data", "it holds something that its readers can not take"},
	{"lock", "a session holds a lock that others wait for"},
	{"idle-transaction", "sessions hold rows in transactions that nobody ends"},
	{"missing-index", "an index that queries need is gone"},
	{"disk-full", "there is no space left for its data"},
	{"revoked-grant", "a role has lost a privilege that it needs"},
	{"read-only", "it takes no writes"},
	{"bad-migration", "its schema was changed ahead of those who use it"},
	{"sequence-end", "a counter of it is used up"},
	{"replica-lag", "its replica is behind"},
	{"traffic-spike", "more requests come than ever before"},
	{"retry-storm", "requests that fail come again at once"},
	{"slow-clients", "they hold connections, and send next to nothing"},
	{"big-bodies", "they send bodies that are far too large"},
	{"connection-churn", "they open a connection for each request"},
	{"cache-bust", "they ask for what no cache holds"},
	{None, "nothing is wrong"},
}

// Mechanism is one thing that can be wrong.
type Mechanism struct{ Name, About string }
