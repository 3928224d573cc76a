package load

import "math/rand/v2"

// Workload is what the users of one stack do. It holds no state of a load, so that many loads may use it at once.
type Workload interface {
	// Routes names the routes that a mix may give a weight.
	Routes() []string
	// Crowd says what crowds ask for.
	Crowd() CrowdRequests
	// Script prepares the requests of a valid plan.
	Script(Plan) Script
}

// CrowdRequests are what traffic beside that of the users asks for.
type CrowdRequests struct {
	Mix      []Weight // what visitors do where no load says what its users do
	Front    Request  // a page that anybody may see
	Refused  Request  // what the site must refuse: it fails on purpose
	Uncached string   // the route of pages of which no two are the same, so that no cache helps
	Bulk     string   // the route whose requests have Plan.Upload bytes, and are all the same
}

// Request is what one arrival asks for, decided by the plan's seed and the arrival's number alone. It is a plain value, so
// that choosing one allocates nothing.
type Request struct {
	Route string
	Fresh bool     // on a connection of its own
	User  int      // whose session it uses, from 1; 0 for none
	Args  [7]int32 // what it asks for; only the workload knows the meaning
}

// Script is a workload under one plan. Its methods may be called from several goroutines at once.
type Script interface {
	Requests
	Answers
	Sessions
}

// Requests chooses and writes requests.
type Requests interface {
	// Choose decides what arrival n asks for on a route. It uses no random source but the given one, which is seeded for the
	// arrival.
	Choose(route string, n uint64, random *rand.Rand) Request
	// AppendLine appends the method and the target, such as "GET /index.html".
	AppendLine(b []byte, q Request) []byte
	// AppendRest appends what follows the headers that all requests share: those of arrival n alone, the empty line that
	// ends them, and the body.
	AppendRest(b []byte, q Request, n uint64) []byte
}

// Answers judges the bodies of good answers.
type Answers interface {
	// OK says whether a body is what the request asked for.
	OK(q Request, body []byte) bool
	// Acknowledged returns the write that a body acknowledges to arrival n; false if the request writes nothing that is
	// looked up later.
	Acknowledged(q Request, n uint64, body []byte) (Write, bool)
	// Shows says whether a body holds the user's write of that number, which was acknowledged before the request was sent.
	// It is true for a request that does not read writes back.
	Shows(q Request, body []byte, write int64) bool
}

// Sessions logs users in.
type Sessions interface {
	// Sessions is how many users stay logged in, from user 1.
	Sessions() int
	// Private says whether a route is for users who are logged in.
	Private(route string) bool
	// Login is the request by which a user logs in, and the name of the user.
	Login(user int) (q Request, name string)
	// Token reads the answer to a login; "" if no token is in it.
	Token(body []byte) string
}

// Write is a write that the site said it has done.
type Write struct {
	Key    string // the key that the client gave it
	Number int64  // the number that the site gave it; a user's later writes have higher ones
}
