package imagetar

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func sample(source string) Image {
	return Image{
		Tags: []string{"firedrill/x:1"}, Arch: "arm64", Config: Config{User: "1:2", Entrypoint: []string{"/b/run"}},
		Files: Tree{"/b/run": {Mode: 0o755, Source: source}, "/a": Link("b/run"), "/tmp": Dir(0o1777, 0, 0), "/d/e/f": {Mode: 0o600, UID: 7, GID: 8, Data: []byte("f")}},
	}
}

func source(t *testing.T, content string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "binary")
	if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func write(t *testing.T, img Image) (string, []byte) {
	t.Helper()
	var out bytes.Buffer
	id, err := img.Write(&out)
	if err != nil {
		t.Fatal(err)
	}
	return id, out.Bytes()
}

func TestWrite_SameImageSameBytes(t *testing.T) {
	id, b := write(t, sample(source(t, "program")))
	for range 5 {
		id2, b2 := write(t, sample(source(t, "program")))
		if id2 != id || !bytes.Equal(b, b2) {
			t.Fatalf("a second writing gave %s after %s", id2, id)
		}
	}
	if other, _ := write(t, sample(source(t, "another"))); other == id {
		t.Error("another content has the same id")
	}
}

func TestWrite_IsLoadableByAnEngine(t *testing.T) {
	id, b := write(t, sample(source(t, "program")))
	members := untar(t, b)
	var manifest []struct {
		Config           string
		RepoTags, Layers []string
	}
	if err := json.Unmarshal([]byte(members["manifest.json"].content), &manifest); err != nil {
		t.Fatal(err)
	}
	m := manifest[0]
	if m.Config != strings.TrimPrefix(id, "sha256:")+".json" || m.RepoTags[0] != "firedrill/x:1" {
		t.Errorf("manifest %+v for id %s", m, id)
	}
	var config struct {
		Architecture string
		RootFS       struct {
			DiffIDs []string `json:"diff_ids"`
		}
	}
	if err := json.Unmarshal([]byte(members[m.Config].content), &config); err != nil {
		t.Fatal(err)
	}
	layer := members[m.Layers[0]].content
	if config.Architecture != "arm64" || config.RootFS.DiffIDs[0] != "sha256:"+hashOf([]byte(layer)) {
		t.Errorf("config %+v does not fit the layer", config)
	}
}

func TestWrite_LayerHoldsTreeWithFolders(t *testing.T) {
	_, b := write(t, sample(source(t, "program")))
	files := untar(t, []byte(untar(t, b)["layer.tar"].content))
	for name, want := range map[string]struct {
		mode    int64
		uid     int
		content string
	}{
		"b/":    {0o755, 0, ""},
		"b/run": {0o755, 0, "program"},
		"a":     {0o777, 0, "-> b/run"},
		"tmp/":  {0o1777, 0, ""},
		"d/e/":  {0o755, 0, ""},
		"d/e/f": {0o600, 7, "f"},
	} {
		got, ok := files[name]
		if !ok || got.Mode != want.mode || got.Uid != want.uid || got.content != want.content {
			t.Errorf("%s: %v %o %d %q, want %+v", name, ok, got.Mode, got.Uid, got.content, want)
		}
	}
	if len(files) != 7 {
		t.Errorf("%d entries, want 7", len(files))
	}
}

func TestWrite_NamesMissingSource(t *testing.T) {
	_, err := sample(filepath.Join(t.TempDir(), "gone")).Write(io.Discard)
	if !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), `"/b/run"`) {
		t.Errorf("got %v", err)
	}
}

type entry struct {
	tar.Header
	content string
}

func untar(t *testing.T, b []byte) map[string]entry {
	t.Helper()
	out := map[string]entry{}
	r := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		e := entry{Header: *h, content: string(content)}
		if h.Linkname != "" {
			e.content = "-> " + h.Linkname
		}
		out[h.Name] = e
	}
}
