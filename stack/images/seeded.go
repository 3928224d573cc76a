package images

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

var (
	//go:embed seed/bake.sh
	bakeScript []byte
	//go:embed seed/postgres.sh
	startScript []byte
	//go:embed seed/replica.sh
	replicaScript []byte
	//go:embed seed/postgresql.conf
	serverConf []byte
	//go:embed seed/pg_hba.conf
	accessConf []byte
)

// PostgresStart is the program of a seeded image that starts Postgres. It requires the variables PostgresShopPassword
// and PostgresAdminPassword, of letters, digits, "_" and "-", for the roles "shop" (which owns the database "shop") and
// "postgres" (the superuser).
const PostgresStart = "/firedrill/postgres.sh"

// ReplicaStart is the program of a seeded image that starts a replica of the Postgres on the host in the variable
// PostgresPrimary. It logs in as the role "replica", with the password in PostgresReplicaPassword, and waits for the
// primary without a limit.
const ReplicaStart = "/firedrill/replica.sh"

// Variables of a seeded image.
const (
	PostgresShopPassword    = "FIREDRILL_SHOP_PASSWORD"
	PostgresAdminPassword   = "FIREDRILL_ADMIN_PASSWORD"
	PostgresReplicaPassword = "FIREDRILL_REPLICA_PASSWORD" // also of the primary; without it no replica can log in
	PostgresPrimary         = "FIREDRILL_PRIMARY"
)

// AppConnections is the maximum number of the app's sessions in a seeded Postgres: max_connections of
// seed/postgresql.conf, minus the three that a server reserves for superusers, which our own sessions use.
const AppConnections = 47

// bakeTime bounds the creation of a seeded image, which normally takes four seconds.
const bakeTime = 2 * time.Minute

// BakeFile is one file or folder that is copied into the container before it starts. The path has no leading slash.
type BakeFile struct {
	Path     string
	Data     []byte
	Mode     int64
	UID, GID int
	Dir      bool
}

// BakeSpec describes an image that is created by running a program in another image.
type BakeSpec struct {
	Base       string // the image to start from
	Tag        string // tag of the new image
	User       string // uid:gid of the program
	Entrypoint []string
	Files      []BakeFile
	Changes    []string // changes to the image's configuration, as Dockerfile instructions
}

// Baker creates an image from a container: create from Base, copy Files in, start, wait for exit code 0 (else fail with
// the end of its log), commit as Tag with Changes, remove. The container's labels become the image's, so it should have
// none by which clean-up would find the image.
type Baker interface {
	Bake(ctx context.Context, spec BakeSpec) error
}

// SeedRequest asks for a Postgres image with data.
type SeedRequest struct {
	Base     Image        // the Postgres image from Resolve
	SQL      []byte       // run as the role "shop" in the database "shop", in one transaction
	Progress func(string) // may be nil
}

// Seeded loads a Postgres image with the shop's data into the engine. It is ready within a tenth of a second, because
// initdb and the import ran when the image was created. Its tag is the hash of all inputs.
func Seeded(ctx context.Context, store Store, baker Baker, r SeedRequest) (Image, error) {
	spec := seedSpec(r)
	out := Image{Service: "postgres", Ref: spec.Tag, From: Present, Why: "seeded before"}
	id, found, err := store.Image(ctx, spec.Tag)
	if err == nil && !found {
		say(r.Progress, "loading the shop's data into %s, once (about 5 s)", r.Base.Ref)
		out.From, out.Why = Built, "the shop's data in "+r.Base.Ref
		id, found, err = bake(ctx, store, baker, spec)
	}
	if err == nil && !found {
		err = errors.New("the engine does not have it, though it was made")
	}
	if err != nil {
		return Image{}, fmt.Errorf("image %q: %w", spec.Tag, err)
	}
	out.ID = id
	return out, nil
}

func bake(ctx context.Context, store Store, baker Baker, spec BakeSpec) (string, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, bakeTime)
	defer cancel()
	if err := baker.Bake(ctx, spec); err != nil {
		return "", false, err
	}
	return store.Image(ctx, spec.Tag)
}

func seedSpec(r SeedRequest) BakeSpec {
	const uid = 70
	const dir = "tmp/firedrill-bake"
	spec := BakeSpec{
		Base: r.Base.Ref, User: "70:70", Entrypoint: []string{"/bin/sh", "/" + dir + "/bake.sh"},
		Files: []BakeFile{
			{Path: "firedrill", Mode: 0o755, Dir: true},
			{Path: PostgresStart[1:], Mode: 0o755, Data: startScript},
			{Path: ReplicaStart[1:], Mode: 0o755, Data: replicaScript},
			{Path: "pgdata", Mode: 0o700, UID: uid, GID: uid, Dir: true},
			{Path: dir, Mode: 0o700, UID: uid, GID: uid, Dir: true},
			{Path: dir + "/bake.sh", Mode: 0o500, UID: uid, GID: uid, Data: bakeScript},
			{Path: dir + "/postgresql.conf", Mode: 0o600, UID: uid, GID: uid, Data: serverConf},
			{Path: dir + "/pg_hba.conf", Mode: 0o600, UID: uid, GID: uid, Data: accessConf},
			{Path: dir + "/shop.sql", Mode: 0o600, UID: uid, GID: uid, Data: r.SQL},
		},
		Changes: []string{`ENTRYPOINT ["/bin/sh", "` + PostgresStart + `"]`, `CMD []`, `USER 70:70`, `ENV PGDATA=/pgdata`},
	}
	b, err := json.Marshal([]any{r.Base.ID, spec})
	if err != nil {
		panic("images: a bake that is no JSON: " + err.Error())
	}
	sum := sha256.Sum256(b)
	spec.Tag = "firedrill/postgres-seeded:" + hex.EncodeToString(sum[:6])
	return spec
}
