package debian

import "firedrill/stack/images/imagetar"

const pathEnv = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"

// Libraries that are loaded at run time: by glibc of older releases to look up names, and by Postgres to end a thread.
var loadedLate = []string{"/usr/lib/*-linux-gnu*/libnss_files.so.2", "/usr/lib/*-linux-gnu*/libnss_dns.so.2", "/usr/lib/*-linux-gnu*/libgcc_s.so.1"}

// Nginx runs as user 101 and needs a configuration; the one in the image is a placeholder.
func Nginx() Spec {
	own := imagetar.Dir(0o755, 101, 101)
	return Spec{
		Name: "nginx", Package: "nginx-light", Version: "nginx",
		Keep: []string{"/usr/sbin/nginx", "/etc/nginx/mime.types"}, Optional: loadedLate,
		Files: imagetar.Tree{
			"/etc/nginx/nginx.conf":            imagetar.Text(0o644, nginxConf),
			"/usr/share/nginx/html/index.html": imagetar.Text(0o644, "ok\n"),
			"/var/cache/nginx":                 own, "/var/lib/nginx": own, "/var/log/nginx": own,
			"/var/log/nginx/access.log": imagetar.Link("/dev/stdout"),
			"/var/log/nginx/error.log":  imagetar.Link("/dev/stderr"),
		},
		Config: imagetar.Config{User: "101:101", Env: []string{pathEnv}, Entrypoint: []string{"nginx", "-g", "daemon off;"},
			ExposedPorts: ports("8080/tcp"), StopSignal: "SIGQUIT"},
	}
}

const nginxConf = `worker_processes 1;
error_log /dev/stderr warn;
pid /tmp/nginx.pid;
events { worker_connections 1024; }
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  server { listen 8080; root /usr/share/nginx/html; }
}
`

// Redis stores nothing on disk.
func Redis() Spec {
	return Spec{
		Name: "redis", Package: "redis-server", Version: "redis-server",
		Keep: []string{"/usr/bin/redis-server", "/usr/bin/redis-cli", "/usr/bin/redis-check-rdb"}, Optional: loadedLate,
		Files: imagetar.Tree{"/data": imagetar.Dir(0o755, 999, 1000)},
		Config: imagetar.Config{User: "999:1000", Env: []string{pathEnv}, WorkingDir: "/data",
			Entrypoint: []string{"redis-server"}, Cmd: []string{"--save", ""}, ExposedPorts: ports("6379/tcp")},
	}
}

// Postgres contains the newest server of the distribution, its client, and the files for initdb. It needs a data
// folder, which Seeded of package images adds.
func Postgres() Spec {
	bin, lib, share := "/usr/lib/postgresql/*/bin/", "/usr/lib/postgresql/*/lib/", "/usr/share/postgresql/*/"
	return Spec{
		Name: "postgres", Package: "postgresql", Version: "postgresql-[0-9]*",
		Keep: []string{
			bin + "postgres", bin + "initdb", bin + "pg_ctl", bin + "pg_isready", bin + "psql", bin + "pg_basebackup",
			lib + "plpgsql.so", lib + "dict_snowball.so", lib + "libpqwalreceiver.so", lib + "pg_stat_statements.so",
			share + "*", share + "timezonesets/", share + "tsearch_data/",
			share + "extension/plpgsql*", share + "extension/pg_stat_statements*",
			"/usr/share/zoneinfo/Etc/UTC",
		},
		Optional: append([]string{"/usr/share/zoneinfo/UTC"}, loadedLate...),
		OnPath:   []string{bin + "*"},
		Files: imagetar.Tree{
			"/var/lib/postgresql": imagetar.Dir(0o755, 70, 70),
			"/run/postgresql":     imagetar.Dir(0o2775, 70, 70),
		},
		Config: imagetar.Config{User: "70:70", Env: []string{pathEnv, "TZ=Etc/UTC"}, Entrypoint: []string{"postgres"},
			ExposedPorts: ports("5432/tcp"), StopSignal: "SIGINT"},
	}
}

func ports(names ...string) map[string]struct{} {
	m := map[string]struct{}{}
	for _, n := range names {
		m[n] = struct{}{}
	}
	return m
}
