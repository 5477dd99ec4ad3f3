package desktop

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"time"

	"taglane/app/studio"
	"taglane/app/taglane"
)

// twin is the browser twin: the built frontend and the bridge's verbs, on
// loopback, for a browser that knows the token.
type twin struct {
	bridge *Bridge
	files  fs.FS
	events *events
	media  *mediaServer
	log    *slog.Logger
	host   string
	token  string
	origin string          // one more page that may ask, for development; "" for none
	over   <-chan struct{} // closed when another twin stands in this one's place; nil: never
}

const twinPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html"

func (t *twin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", twinPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store")
	if r.Host != t.host { // a rebound DNS name carries its own Host
		refuse(w, http.StatusForbidden)
		return
	}
	if strings.HasPrefix(r.URL.Path, "/m/") {
		if t.media == nil { // the library cannot be opened
			refuse(w, http.StatusNotFound)
			return
		}
		t.media.ServeHTTP(w, r)
		return
	}
	door := t.door(r.URL.Path)
	switch site, origin := r.Header.Get("Sec-Fetch-Site"), r.Header.Get("Origin"); {
	case door == nil:
		http.FileServerFS(t.files).ServeHTTP(w, r)
		return
	case site != "" && site != "same-origin", origin != "" && origin != "http://"+t.host && (t.origin == "" || origin != t.origin), !same(r.Header.Get("X-Token"), t.token):
		refuse(w, http.StatusForbidden)
		return
	case r.Method != door.method:
		refuse(w, http.StatusMethodNotAllowed)
		return
	}
	admit(w, r)
	door.serve(w, r)
}

type door struct {
	method string
	serve  func(http.ResponseWriter, *http.Request)
}

// door is what lies behind a path; nil for the frontend's files.
func (t *twin) door(path string) *door {
	switch {
	case strings.HasPrefix(path, "/verb/"):
		return &door{http.MethodPost, t.verb}
	case path == "/events":
		return &door{http.MethodGet, t.stream}
	case path == "/in":
		return &door{http.MethodPut, t.take}
	}
	return nil
}

// reply is the answer to a verb: a result or an error.
type reply struct {
	Result any           `json:"result"`
	Error  *studio.Fault `json:"error,omitempty"`
}

func (t *twin) verb(w http.ResponseWriter, r *http.Request) {
	leave, waits := slot(w, r)
	if !waits {
		return
	}
	defer leave()
	var args []json.RawMessage
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 8<<20)).Decode(&args); err != nil {
		t.answer(w, nil, taglane.Wrap(err, taglane.Invalid, "The request is not a list of arguments."))
		return
	}
	out, err := call(t.bridge, strings.TrimPrefix(r.URL.Path, "/verb/"), args)
	t.answer(w, out, err)
}

func (t *twin) answer(w http.ResponseWriter, result any, err error) {
	v := reply{Result: result}
	if err != nil {
		f := t.bridge.fault(err)
		v = reply{Error: &f}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(v) // a broken connection is the reader's affair
}

// call runs one verb of the bridge with as many arguments as it takes.
func call(b *Bridge, name string, args []json.RawMessage) (any, error) {
	m := reflect.ValueOf(b).MethodByName(name)
	if !m.IsValid() {
		return nil, taglane.Errorf(taglane.NotFound, "There is no verb %q.", name)
	}
	if n := m.Type().NumIn(); len(args) != n {
		return nil, taglane.Errorf(taglane.Invalid, "%s takes %d arguments, not %d.", name, n, len(args))
	}
	var in []reflect.Value
	for i, raw := range args {
		p := reflect.New(m.Type().In(i))
		if err := json.Unmarshal(raw, p.Interface()); err != nil {
			return nil, taglane.Wrap(err, taglane.Invalid, "Argument %d of %s is not of its kind.", i+1, name)
		}
		in = append(in, p.Elem())
	}
	out := m.Call(in)
	if err, _ := out[len(out)-1].Interface().(error); err != nil {
		return nil, err
	}
	if len(out) == 1 {
		return nil, nil
	}
	return out[0].Interface(), nil
}

// stream sends events as they come; a reader names the last one it has.
func (t *twin) stream(w http.ResponseWriter, r *http.Request) {
	seq, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	fmt.Fprint(w, ": here\n\n")
	for {
		evs, lost, wake := t.events.since(seq)
		if lost {
			fmt.Fprintf(w, "event: resync\ndata: {\"seq\":%d}\n\n", t.events.now())
			seq, evs = t.events.now(), nil
		}
		for _, v := range evs {
			fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", v.Seq, v.Name, v.Data)
			seq = v.Seq
		}
		if out.Flush() != nil {
			return
		}
		select {
		case <-wake:
		case <-time.After(15 * time.Second):
			fmt.Fprint(w, ": still here\n\n")
		case <-t.over:
			return
		case <-r.Context().Done():
			return
		}
	}
}
