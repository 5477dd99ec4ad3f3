package graphtest

import (
	"encoding/json"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"taglane/app/platform/twin"
)

// The app that a person is said to have, and its person's token.
const (
	AppID     = "1234567890123456"
	AppSecret = "0123456789abcdefSECRETofTheApp"
	UserToken = "EAAuserTOKENofMia"
	LongToken = "EAAuserTOKENthatLasts"
)

// Version is the Graph's, as it stands in paths.
const Version = "v25.0"

// Answer is what is answered instead of the truth.
type Answer struct {
	Status int
	Body   string
	After  bool // it happens nevertheless
	Once   bool // only the next time
}

// Meta is the part that both stand-ins share. Its fields may be set between
// calls; in the midst of them only under Lock.
type Meta struct {
	Clock *twin.Clock
	// Usage are the headers that tell how much of a limit is used.
	Usage map[string]string
	// Faults are answered instead, by the name of the request; "UPLOAD" is what
	// the upload host says.
	Faults map[string]Answer
	// Spelling is of the field with the bytes: "bytes_transferred" unless set.
	Spelling string
	// Apart: bytes go to another address than everything else.
	Apart bool
	// UploadTo is an address that bytes are sent to instead; "" is the right one.
	UploadTo string
	// NoProof: the app does not insist on appsecret_proof.
	NoProof bool
	// Declined are scopes that the person does not allow at a login.
	Declined []string
	// Pages are those of the person.
	Pages []Page

	// Serve answers what the shared part does not know. Name is what Faults and
	// Asked call a request, Word the word for an id in the contract's paths,
	// both called under the lock.
	Serve func(r *Request)
	Name  func(r *Request) string
	Word  func(id string, path []string) string
	// Uploads are the places for bytes, by the id in their address.
	Uploads map[string]*Upload

	mu       sync.Mutex
	contract *Contract
	door     *twin.Door
	base     string
	other    string // where bytes go when they go apart
	closing  []io.Closer
	tokens   map[string]*leave
	codes    map[string]login
	count    int
	asked    []string
	wrong    []string
	posts    []twin.Post
	streams  sync.WaitGroup
}

// Page is a Facebook Page, and the Instagram account that belongs to it.
type Page struct {
	ID, Name, Token    string
	IGUser, IGUsername string
	CannotPost         bool
	Firm               bool // listed under a business only
}

// New stands up on this computer.
func New() *Meta {
	m := &Meta{
		Clock: twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)),
		Usage: map[string]string{}, Faults: map[string]Answer{}, Uploads: map[string]*Upload{},
		contract: ReadContract(), tokens: map[string]*leave{}, codes: map[string]login{},
	}
	m.door = &twin.Door{Handler: http.HandlerFunc(m.serve), Clock: m.Clock}
	m.base, m.other = m.listen(), m.listen()
	m.tokens[UserToken] = &leave{until: m.Clock.Now().AddDate(0, 0, 60)}
	m.tokens[LongToken] = &leave{until: m.Clock.Now().AddDate(0, 0, 60)}
	return m
}

func (m *Meta) listen() string {
	at, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic("graphtest: " + err.Error())
	}
	s := &http.Server{Handler: m.door, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = s.Serve(at) }()
	m.closing = append(m.closing, s)
	return "http://" + at.Addr().String()
}

// Close ends it.
func (m *Meta) Close() {
	for _, c := range m.closing {
		_ = c.Close()
	}
}

// Lock keeps calls out while something is changed that they read.
func (m *Meta) Lock() { m.mu.Lock() }

// Unlock lets calls in again.
func (m *Meta) Unlock() { m.mu.Unlock() }

// Base is where everything is reached, and Other where bytes go when Apart.
func (m *Meta) Base() string { return m.base }

// Other is the second address.
func (m *Meta) Other() string { return m.other }

// Door stands before all addresses.
func (m *Meta) Door() *twin.Door { return m.door }

// Contract is what requests are held against.
func (m *Meta) Contract() *Contract { return m.contract }

// Asked are the names of the requests so far.
func (m *Meta) Asked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.asked)
}

// Count is how many requests have a text in their name.
func (m *Meta) Count(what string) (n int) {
	for _, a := range m.Asked() {
		if strings.Contains(a, what) {
			n++
		}
	}
	return n
}

// Wrong is what was asked that no page knows, or against its limits.
func (m *Meta) Wrong() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.wrong)
}

// Say notes something wrong; under the lock.
func (m *Meta) Say(wrong ...string) { m.wrong = append(m.wrong, wrong...) }

// Next is a number that was not used before; under the lock.
func (m *Meta) Next() int {
	m.count++
	return m.count
}

// Fault makes requests of a name go wrong from now on.
func (m *Meta) Fault(name string, a Answer) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Faults[name] = a
}

// Mend lets requests of a name go right again.
func (m *Meta) Mend(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.Faults, name)
}

// Request is one call to the Graph.
type Request struct {
	Method string
	Path   []string // behind the version
	Sent   url.Values
	File   []byte // of a multipart form
	Token  string

	out http.ResponseWriter
}

// Last is the end of the path.
func (r *Request) Last() string { return r.Path[len(r.Path)-1] }

// Yes answers with a value, or with JSON that is a text already.
func (r *Request) Yes(v any) {
	r.out.Header().Set("Content-Type", "application/json")
	if text, ok := v.(string); ok {
		_, _ = io.WriteString(r.out, text)
		return
	}
	_ = json.NewEncoder(r.out).Encode(v)
}

// No answers with an error; most come as 400.
func (r *Request) No(code, subcode int, person string) {
	r.out.Header().Set("Content-Type", "application/json")
	r.out.WriteHeader(http.StatusBadRequest)
	_, _ = io.WriteString(r.out, Error(code, subcode, person))
}

// Error is an error as Meta tells it.
func Error(code, subcode int, person string) string {
	b, _ := json.Marshal(map[string]any{"error": map[string]any{"message": "(#" + strconv.Itoa(code) + ") raw words", "type": "OAuthException",
		"code": code, "error_subcode": subcode, "is_transient": false, "error_user_msg": person, "fbtrace_id": "AbCdEf"}})
	return string(b)
}

var versions = regexp.MustCompile(`^v[0-9]+\.[0-9]+$`)

// serve answers on every address. Bytes are taken without the lock, since they
// may take their time.
func (m *Meta) serve(w http.ResponseWriter, raw *http.Request) {
	path := strings.Split(strings.TrimPrefix(raw.URL.Path, "/"), "/")
	if path[0] == "video-upload" || path[0] == "ig-api-upload" {
		m.receive(w, raw, path)
		return
	}
	r := &Request{Method: raw.Method, out: w}
	var err error
	if r.Sent, r.File, err = paramsOf(raw); err != nil {
		return // it broke on the way: nobody heard of it
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for k, v := range m.Usage {
		w.Header().Set(k, v)
	}
	if len(path) < 2 || !versions.MatchString(path[0]) {
		m.Say("no such address: " + raw.URL.Path)
		w.WriteHeader(http.StatusNotFound)
		return
	}
	r.Path = path[1:]
	r.Token = r.Sent.Get("access_token")
	if held, ok := strings.CutPrefix(raw.Header.Get("Authorization"), "Bearer "); ok {
		r.Token = held
	}
	m.Say(m.contract.Breaches(r.Method, m.template(r.Path), raw.Header, r.Sent)...)
	name := m.name(r)
	m.asked = append(m.asked, name)
	if f, ok := m.Faults[name]; ok {
		if f.Once {
			delete(m.Faults, name)
		}
		if f.Status == 0 {
			f.Status = http.StatusBadRequest
		}
		if f.After {
			r.out = &unheard{header: http.Header{}}
			m.answer(r, raw)
		}
		w.WriteHeader(f.Status)
		_, _ = io.WriteString(w, f.Body)
		return
	}
	m.answer(r, raw)
}

// unheard takes an answer that nobody gets.
type unheard struct{ header http.Header }

func (u *unheard) Header() http.Header         { return u.header }
func (u *unheard) Write(b []byte) (int, error) { return len(b), nil }
func (u *unheard) WriteHeader(int)             {}

func (m *Meta) name(r *Request) string {
	if m.Name != nil {
		if name := m.Name(r); name != "" {
			return name
		}
	}
	return r.Method + " " + r.Last()
}

// template is a path as the contract writes it.
func (m *Meta) template(path []string) string {
	out := "/{version}"
	for _, p := range path {
		if strings.Trim(p, "0123456789_") == "" && p != "" {
			word := "{business-id}"
			if p != businessID {
				word = m.Word(p, path)
			}
			p = word
		}
		out += "/" + p
	}
	return out
}

func (m *Meta) answer(r *Request, raw *http.Request) {
	if m.login(r, raw) || !m.known(r) {
		return
	}
	if !m.person(r) {
		m.Serve(r)
	}
}

// paramsOf reads everything a request carries, wherever it stands, and the
// file of a multipart one.
func paramsOf(r *http.Request) (url.Values, []byte, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		err := r.ParseForm()
		return r.Form, nil, err
	}
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		return nil, nil, err
	}
	all, file := r.Form, []byte(nil)
	for name, parts := range r.MultipartForm.File {
		f, err := parts[0].Open()
		if err != nil {
			return nil, nil, err
		}
		file, err = io.ReadAll(f)
		_ = f.Close()
		if err != nil {
			return nil, nil, err
		}
		all.Set(name, parts[0].Filename)
	}
	return all, file, nil
}
