package debian

import "firedrill/stack/images/imagetar"

const busybox = "/usr/bin/busybox"

// applets are the busybox commands that a responder or a script of an image needs.
const applets = "[ ash awk basename cat chmod chown clear cp cut date dd df dirname du echo env expr false find free grep " +
	"head hostname id kill killall less ln ls mkdir mktemp more mount mv nc netstat nproc nslookup od ping printenv printf ps " +
	"pwd readlink realpath rm rmdir sed seq sh sha256sum sleep sort stat strings stty sync tail tar tee telnet test time " +
	"timeout top touch tr traceroute true tty umount uname uniq uptime vi wc wget which whoami xargs yes"

// skeleton returns the files of every image. The users have the ids of the official images on Alpine Linux, so that a
// container runs as the same user with either image.
func skeleton() imagetar.Tree {
	return imagetar.Tree{
		"/bin":      imagetar.Link("usr/bin"),
		"/sbin":     imagetar.Link("usr/sbin"),
		"/lib":      imagetar.Link("usr/lib"),
		"/lib64":    imagetar.Link("usr/lib64"),
		"/var/run":  imagetar.Link("../run"),
		"/usr/sbin": imagetar.Dir(0o755, 0, 0), "/usr/lib64": imagetar.Dir(0o755, 0, 0), "/root": imagetar.Dir(0o700, 0, 0),
		"/run": imagetar.Dir(0o755, 0, 0), "/proc": imagetar.Dir(0o555, 0, 0), "/sys": imagetar.Dir(0o555, 0, 0),
		"/dev": imagetar.Dir(0o755, 0, 0), "/tmp": imagetar.Dir(0o1777, 0, 0), "/var/tmp": imagetar.Dir(0o1777, 0, 0),
		"/etc/passwd": imagetar.Text(0o644, "root:x:0:0:root:/root:/bin/sh\n"+
			"nginx:x:101:101:nginx:/var/cache/nginx:/bin/sh\n"+
			"redis:x:999:1000:redis:/data:/bin/sh\n"+
			"postgres:x:70:70:postgres:/var/lib/postgresql:/bin/sh\n"+
			"nobody:x:65534:65534:nobody:/:/bin/false\n"),
		"/etc/group":         imagetar.Text(0o644, "root:x:0:\nnginx:x:101:\nredis:x:1000:\npostgres:x:70:\nnogroup:x:65534:\n"),
		"/etc/nsswitch.conf": imagetar.Text(0o644, "passwd: files\ngroup: files\nhosts: files dns\n"),
	}
}
