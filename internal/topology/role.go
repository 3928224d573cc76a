package topology

// Role is the function of a service in a stack. Faults and scenarios may name services by role, so that they fit every
// stack with such a service.
type Role string

// Roles.
const (
	RoleClient   Role = "client"   // sends the users' requests
	RoleProxy    Role = "proxy"    // accepts requests and forwards them to the app
	RoleApp      Role = "app"      // answers requests
	RoleWorker   Role = "worker"   // does work that no request waits for
	RoleAuth     Role = "auth"     // authenticates users
	RoleCache    Role = "cache"    // holds copies of data
	RoleDatabase Role = "database" // holds the data and takes writes
	RoleReplica  Role = "replica"  // a copy of the database that takes no writes
	RoleQueue    Role = "queue"    // holds messages between services
	RoleExternal Role = "external" // run by a third party, such as a payment provider
	RoleFiles    Role = "files"    // stores files
	RoleOther    Role = "other"    // none of these
)

// Roles lists all roles, roughly in the order of a request's path.
var Roles = []Role{RoleClient, RoleProxy, RoleApp, RoleWorker, RoleAuth, RoleCache, RoleDatabase, RoleReplica, RoleQueue, RoleExternal, RoleFiles, RoleOther}
