package topology

// Names of hops, as used in scenarios, records, results and reports.
const (
	HopClient     = "client"     // due, not yet handed to the transport
	HopDNS        = "dns"        // DNS lookup
	HopConnect    = "connect"    // TCP handshake
	HopFirewall   = "firewall"   // filters connections
	HopTLS        = "tls"        // TLS handshake
	HopBalancer   = "balancer"   // distributes requests over proxies
	HopProxy      = "proxy"      // the rest of the wait for the first byte: the proxy, its upstream connection, both ways
	HopMiddleware = "middleware" // the app, before the route's handler
	HopAuth       = "auth"       // authenticates users
	HopApp        = "app"        // the app's own code
	HopCache      = "cache"      // waiting for the cache
	HopPool       = "pool"       // waiting for a pooled connection to the database
	HopDatabase   = "database"   // in database queries
	HopReplica    = "replica"    // in queries to the database's replica
	HopResponse   = "response"   // from the first byte to the last
	HopUnanswered = "unanswered" // sent without an answer: the client cannot see where the time went
)

// Values used instead of a hop.
const (
	HopNone    = "none"    // no request was hurt
	HopUnknown = "unknown" // the evidence does not decide; better than a wrong name
)

// Hop is one station of a request's path, and what the parts of firedrill use it for.
type Hop struct {
	Name string
	// Timed means that the client's trace or Server-Timing measures the time that a request spent there.
	Timed bool
	// Fails means that a sample may name it as the hop that failed the request.
	Fails bool
	// Answer is the hop that scenarios and the grade name for an incident there: its own name, or that of another hop
	// if a responder cannot distinguish the two.
	Answer string
	// Label means that scenarios may name it as their subject although the grade never finds it.
	Label bool
}

// hops is the list of all hops, in the order of a request's path.
var hops = []Hop{
	{Name: HopClient, Timed: true, Answer: HopClient},
	{Name: HopDNS, Timed: true, Fails: true, Answer: HopDNS},
	{Name: HopConnect, Timed: true, Fails: true, Answer: HopFirewall},
	{Name: HopFirewall, Answer: HopFirewall},
	{Name: HopTLS, Timed: true, Fails: true, Answer: HopTLS},
	{Name: HopBalancer, Answer: HopBalancer, Label: true},
	{Name: HopProxy, Timed: true, Answer: HopProxy},
	{Name: HopMiddleware, Timed: true, Fails: true, Answer: HopMiddleware},
	{Name: HopAuth, Fails: true, Answer: HopAuth},
	{Name: HopApp, Timed: true, Fails: true, Answer: HopApp},
	{Name: HopCache, Timed: true, Fails: true, Answer: HopCache},
	{Name: HopPool, Timed: true, Fails: true, Answer: HopPool},
	{Name: HopDatabase, Timed: true, Fails: true, Answer: HopDatabase},
	{Name: HopReplica, Fails: true, Answer: HopDatabase},
	{Name: HopResponse, Timed: true, Fails: true, Answer: HopResponse},
	{Name: HopUnanswered, Timed: true, Answer: HopApp},
	{Name: HopNone, Answer: HopNone},
}

// TimedHops names the hops whose time is measured, in the order of the path.
func TimedHops() []string { return namesOf(func(h Hop) bool { return h.Timed }) }

// Answers names the hops that a scenario may name, HopNone included, in the order of the path.
func Answers() []string { return namesOf(Hop.isAnswer) }

// Findable names the answers that the grade can find.
func Findable() []string { return namesOf(func(h Hop) bool { return h.isAnswer() && !h.Label }) }

func (h Hop) isAnswer() bool { return h.Answer == h.Name }

func namesOf(wanted func(Hop) bool) []string {
	var names []string
	for _, h := range hops {
		if wanted(h) {
			names = append(names, h.Name)
		}
	}
	return names
}

// AnswerOf returns the answer for a hop, or HopUnknown for a name that is no hop.
func AnswerOf(name string) string {
	for _, h := range hops {
		if h.Name == name {
			return h.Answer
		}
	}
	return HopUnknown
}

// AnswersOfFailures maps each hop that a sample may name as having failed it to its answer.
func AnswersOfFailures() map[string]string {
	answers := map[string]string{}
	for _, h := range hops {
		if h.Fails {
			answers[h.Name] = h.Answer
		}
	}
	return answers
}
