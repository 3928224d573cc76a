package images

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"firedrill/stack/images/imagetar"
)

// push uploads an image to a registry on this machine with the registry's protocol.
func push(t *testing.T, address, repo, tag string, img imagetar.Image) {
	t.Helper()
	config, layer := parts(t, img)
	manifest, err := json.Marshal(map[string]any{
		"schemaVersion": 2, "mediaType": manifestType,
		"config": blob(t, address, repo, "application/vnd.docker.container.image.v1+json", config),
		"layers": []any{blob(t, address, repo, "application/vnd.docker.image.rootfs.diff.tar.gzip", zipped(t, layer))},
	})
	if err != nil {
		t.Fatal(err)
	}
	put(t, "http://"+address+"/v2/"+repo+"/manifests/"+tag, manifestType, manifest)
}

const manifestType = "application/vnd.docker.distribution.manifest.v2+json"

// blob uploads content and returns its descriptor for a manifest.
func blob(t *testing.T, address, repo, mediaType string, content []byte) map[string]any {
	t.Helper()
	resp, err := http.Post("http://"+address+"/v2/"+repo+"/blobs/uploads/", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	sum := sha256.Sum256(content)
	digest := "sha256:" + hex.EncodeToString(sum[:])
	at, err := resp.Location()
	if err != nil {
		t.Fatalf("%s: %v", resp.Status, err)
	}
	q := at.Query()
	q.Set("digest", digest)
	at.RawQuery = q.Encode()
	put(t, at.String(), "application/octet-stream", content)
	return map[string]any{"mediaType": mediaType, "size": len(content), "digest": digest}
}

func put(t *testing.T, url, contentType string, content []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", contentType)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("put %s: %s", url, resp.Status)
	}
}

// parts returns an image's configuration and layer from its tar.
func parts(t *testing.T, img imagetar.Image) (config, layer []byte) {
	t.Helper()
	var out bytes.Buffer
	if _, err := img.Write(&out); err != nil {
		t.Fatal(err)
	}
	in := tar.NewReader(&out)
	for {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return config, layer
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case h.Name == "layer.tar":
			layer = b
		case strings.HasSuffix(h.Name, ".json") && h.Name != "manifest.json":
			config = b
		}
	}
}

func zipped(t *testing.T, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
