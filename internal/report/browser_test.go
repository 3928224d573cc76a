package report

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// browser finds a Chromium, or skips the test. It is optional even in CI: the tests need no more than Go and a
// container engine, and the content of the page is tested without a browser. Only what needs one, painting and console
// errors, is tested where one is installed.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium on PATH; apt-get install chromium brings one")
	return ""
}

// TestHTML_BrowserDrawsThePage opens the page in a browser: the console stays empty, every chart has a size, and
// something is painted, in light and dark.
func TestHTML_BrowserDrawsThePage(t *testing.T) {
	if testing.Short() {
		t.Skip("starting a browser takes seconds")
	}
	path := browser(t)
	dir := t.TempDir()
	d, _ := drawn(t, troubled)
	if err := os.WriteFile(filepath.Join(dir, "report.html"), []byte(htmlOf(t, d)), 0o600); err != nil {
		t.Fatal(err)
	}
	dom := open(t, path, dir, "--dump-dom")
	if !strings.Contains(dom, "</footer>") || strings.Count(dom, "<figure") != 11 {
		t.Errorf("the page was not read to its end, or has not its 11 charts: %d", strings.Count(dom, "<figure"))
	}
	seen := map[string]int{}
	for mode, scheme := range map[string]string{"light": "1", "dark": "0"} {
		shot := filepath.Join(dir, mode+".png")
		open(t, path, dir, "--screenshot="+shot, "--window-size=1200,2400", "--blink-settings=preferredColorScheme="+scheme)
		colours, bright := painted(t, shot)
		if colours < 50 {
			t.Errorf("%s: only %d colours were painted", mode, colours)
		}
		seen[mode] = bright
	}
	if seen["light"] <= seen["dark"] {
		t.Errorf("the light page is as dark as the dark one: %v", seen)
	}
}

// open runs the browser on the page and returns its output. A message of the page on the console fails the test.
func open(t *testing.T, path, dir string, args ...string) string {
	t.Helper()
	args = append([]string{"--headless", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--enable-logging=stderr",
		"--user-data-dir=" + filepath.Join(dir, "profile")}, args...)
	if os.Geteuid() == 0 {
		args = append(args, "--no-sandbox") // Chromium's sandbox does not start as root
	}
	var out, log bytes.Buffer
	cmd := exec.CommandContext(t.Context(), path, append(args, "file://"+filepath.Join(dir, "report.html"))...)
	cmd.Stdout, cmd.Stderr = &out, &log
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the console says: %s", line)
		}
	}
	return out.String()
}

// painted counts the colours of a picture and returns the brightness of its lower left corner.
func painted(t *testing.T, path string) (colours, bright int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[[3]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 3 {
		for x := b.Min.X; x < b.Max.X; x += 3 {
			r, g, b, _ := img.At(x, y).RGBA()
			seen[[3]uint32{r, g, b}] = true
		}
	}
	r, _, _, _ := img.At(b.Min.X+2, b.Max.Y-2).RGBA()
	return len(seen), int(r >> 8)
}
