package shop

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
)

// call is one request in the shop.
type call struct {
	r       *http.Request
	w       http.ResponseWriter // only for the body's size limit; endpoint writes the response
	id      string              // X-Request-Id
	trace   string              // trace id of W3C traceparent, 32 hex digits
	user    int64               // 0 before authentication
	setback error               // an error that did not fail the request
}

// reply is a complete response. Bodies are small, so none is streamed.
type reply struct {
	status     int // 0 for 200
	body       []byte
	mime       string // "" for JSON
	cache      string // X-Cache
	retryAfter int    // seconds; 0 for no header
	failedAt   string // X-Failed-At; "" when nothing failed
}

func newCall(w http.ResponseWriter, r *http.Request) *call {
	return &call{r: r, w: w, id: requestID(r.Header.Get("X-Request-Id")), trace: traceID(r.Header.Get("Traceparent"))}
}

// requestID returns the proxy's id if it is safe in a log line, else a new one.
func requestID(given string) string {
	if len(given) == 0 || len(given) > 64 || strings.Trim(given, idLetters) != "" {
		return randomHex(16)
	}
	return given
}

const idLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."

// traceID returns the trace id of a traceparent header, "00-<32 hex>-<16 hex>-<2 hex>", or a new one. See
// https://www.w3.org/TR/trace-context/#traceparent-header.
func traceID(parent string) string {
	part := strings.Split(parent, "-")
	if len(part) < 4 || len(part[0]) != 2 || len(part[1]) != 32 || len(part[2]) != 16 || part[0] == "ff" {
		return randomHex(16)
	}
	if strings.Trim(part[1], "0123456789abcdef") != "" || strings.Trim(part[1], "0") == "" {
		return randomHex(16)
	}
	return part[1]
}

func randomHex(n int) string {
	b := make([]byte, 0, 16)
	for len(b) < n {
		v := rand.Uint64()
		for i := 0; i < 64; i += 8 {
			b = append(b, byte(v>>i))
		}
	}
	return hex.EncodeToString(b[:n])
}

// asJSON returns a reply with v as its JSON body.
func asJSON(status int, v any) (reply, error) {
	body, err := json.Marshal(v)
	return reply{status: status, body: body}, err
}

// asError returns the response for an error: its status, and what a client may know.
func asError(err error, id string) reply {
	p := &problem{status: http.StatusInternalServerError, say: "internal error", cause: err}
	errors.As(err, &p)
	out, _ := asJSON(p.status, struct {
		Error     string `json:"error"`
		RequestID string `json:"request_id"`
	}{p.say, id})
	out.failedAt = failedAt(err)
	if p.status == http.StatusServiceUnavailable || p.status == http.StatusTooManyRequests {
		out.retryAfter = 1
	}
	return out
}

// decodeBody parses a JSON body strictly into v.
func (c *call) decodeBody(v any) error {
	d := json.NewDecoder(http.MaxBytesReader(c.w, c.r.Body, 64<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return &problem{status: http.StatusBadRequest, say: "body is not the JSON that this route takes", cause: err}
	}
	return nil
}

// number64 parses a path or query value that must be a positive integer.
func number64(name, value string) (int64, error) {
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil || n < 1 {
		return 0, refuse(http.StatusBadRequest, strconv.Quote(name)+" must be a whole number above zero")
	}
	return n, nil
}

func (rep reply) write(w http.ResponseWriter, c *call, replica, timing string) {
	h := w.Header()
	h["X-Request-Id"] = []string{c.id}
	h["X-Replica"] = []string{replica}
	h["Server-Timing"] = []string{timing}
	h["Content-Length"] = []string{strconv.Itoa(len(rep.body))}
	h["Content-Type"] = []string{"application/json"}
	if rep.mime != "" {
		h["Content-Type"] = []string{rep.mime}
	}
	if rep.cache != "" {
		h["X-Cache"] = []string{rep.cache}
	}
	if rep.failedAt != "" {
		h["X-Failed-At"] = []string{rep.failedAt}
	}
	if rep.retryAfter > 0 {
		h["Retry-After"] = []string{strconv.Itoa(rep.retryAfter)}
	}
	w.WriteHeader(rep.status)
	_, _ = w.Write(rep.body) // a client that is gone needs no error
}
