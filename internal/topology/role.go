package topology

// Role is what a service does in a stack. Faults and scenarios may name services by it, so that they fit every stack that
// has such a service.
type Role string

// Roles.
const (
	RoleClient   Role = "client"   // sends the users' requests
	RoleProxy    Role = "proxy"    // takes requests in and passes them on to the app
	RoleApp      Role = "app"      // answers requests
	RoleWorker   Role = "worker"   // does work that no request waits for
	RoleAuth     Role = "auth"     // says who a user is
	RoleCache    Role = "cache"    // holds copies of data
	RoleDatabase Role = "database" // holds the data and takes writes
	RoleReplica  Role = "replica"  // a copy of the database that takes no writes
	RoleQueue    Role = "queue"    // holds messages between services
	RoleExternal Role = "external" // belongs to somebody else, such as a payment provider
	RoleFiles    Role = "files"    // holds files
	RoleOther    Role = "other"    // none of these
)

// Roles lists all roles, about in the order of a request's path.
var Roles = []Role{RoleClient, RoleProxy, RoleApp, RoleWorker, RoleAuth, RoleCache, RoleDatabase, RoleReplica, RoleQueue, RoleExternal, RoleFiles, RoleOther}
