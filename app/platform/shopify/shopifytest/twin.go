package shopifytest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	graphql "github.com/graph-gophers/graphql-go"

	"taglane/app/platform/twin"
	"taglane/app/taglane"
)

// Who the twin knows.
const (
	Shop       = "lumen.myshopify.com"
	Domain     = "lumen.example"
	Token      = "shpat_twin_admin_canary_7Qx"
	Storefront = "shpfa_twin_front_canary_3Lp"
)

// Scopes are all that a token can be given here.
var Scopes = []string{"read_products", "write_products", "read_files", "write_files", "read_publications", "write_publications"}

// Terms are how Shopify stands to whoever asks. Set changes them.
type Terms struct {
	Shut      bool     // the tokens are not accepted
	Scopes    []string // of the token
	Rounds    int      // readings of a clip before it is ready
	Fail      string   // the code with which the next clip fails; "" for none
	FileError string   // the code of the next fileCreate's no
	AltError  string   // the code of the next fileUpdate's no
	PutError  string   // what the next productUpdate says no with
	SetError  string   // the code of the next metafieldsSet's no
	Throttled int      // calls that are told THROTTLED
	Lag       int      // searches for files that do not find a new one yet
	Nameless  bool     // product media do not keep the name of their file
	SizeOff   int64    // how much smaller the signed size is than what was asked for
	PageMost  int      // products a page; 0: as many as asked for
	Life      time.Duration
	HTML      bool   // the public pages are for people
	Closed    bool   // the public pages are not there
	Password  bool   // the shop lets nobody in without one
	Errors    string // the next Admin answer is this one, with a status of 200
	Status    int    // the next Admin answer has this status and no words
}

// Stock is what there is in the shop. Set changes it.
type Stock struct {
	Products []*Product
	Channels []Channel
}

// Channel is a place where products appear.
type Channel struct {
	ID, Name string
	Future   bool
}

// Twin is the shop.
type Twin struct {
	Clock *twin.Clock
	*twin.Stand
	twin.Ledger
	twin.Lists

	door         *twin.Door
	admin, front *graphql.Schema

	mu      sync.Mutex
	terms   Terms
	stock   Stock
	targets map[string]*target // by the address of what was put there
	issued  []string           // signatures
	files   []*file
	points  float64
	filled  time.Time
	prices  map[string]bool // documents whose price was told
	count   int             // of everything that was given a number
}

// New stands at a port of 127.0.0.1.
func New() *Twin {
	t := &Twin{
		Clock:   twin.NewClock(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)),
		terms:   Terms{Scopes: slices.Clone(Scopes), Life: time.Hour},
		stock:   sample(),
		targets: map[string]*target{}, prices: map[string]bool{}, points: bucket, count: 4000,
	}
	t.Clock.Step = time.Second
	t.filled = t.Clock.Now()
	t.admin = graphql.MustParseSchema(AdminSchema, &adminRoot{t}, graphql.UseFieldResolvers())
	t.front = graphql.MustParseSchema(StorefrontSchema, &frontRoot{t}, graphql.UseFieldResolvers())
	t.door = &twin.Door{Clock: t.Clock, Handler: http.HandlerFunc(t.answer)}
	t.Stand = twin.Open("shopify", t.door)
	return t
}

// Account is one at the twin, with key and value of further settings.
func (t *Twin) Account(settings ...string) taglane.Account {
	return taglane.Account{
		ID: taglane.ID(t.ID), Service: "shopify", Name: "Lumen", BaseURL: t.Base, Settings: twin.With(map[string]string{"shop": Shop, "domain": Domain}, settings...),
	}
}

// Secret is a login that lives.
func (t *Twin) Secret() json.RawMessage {
	b, _ := json.Marshal(map[string]string{"access_token": Token, "storefront_token": Storefront, "token_type": "admin"})
	return b
}

// Secrets are what must never be seen in a log: tokens, and the signatures of
// all addresses so far.
func (t *Twin) Secrets() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string{Token, Storefront}, t.issued...)
}

// Posts are the clips that are there for all to see.
func (t *Twin) Posts() (out []twin.Post) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.files {
		if f.code == "" {
			out = append(out, twin.Post{Key: keyIn(f.source), ID: f.id, SHA256: f.sum, At: f.at})
		}
	}
	return out
}

// keyIn is the marker in the name of a file: what stands behind its last dash
// and before a dot.
func keyIn(name string) string {
	name, _, _ = strings.Cut(name[strings.LastIndexByte(name, '-')+1:], ".")
	return name
}

// Forget loses every signed address and what was sent there.
func (t *Twin) Forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.targets = map[string]*target{}
}

// Empty takes every clip out of the shop, as its owner may.
func (t *Twin) Empty() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.files = nil
	for _, p := range t.stock.Products {
		p.media = nil
	}
}

// Expire ends every signed address now. What was sent there stays.
func (t *Twin) Expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, x := range t.targets {
		x.until = t.Clock.Now().Add(-time.Hour)
	}
}

// Door is where its calls can be seen and lost.
func (t *Twin) Door() *twin.Door { return t.door }

// Set changes the terms and the stock.
func (t *Twin) Set(change func(k *Terms, s *Stock)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	change(&t.terms, &t.stock)
}

// Field is the document that lies beside a product under a key of ours.
func (t *Twin) Field(product, key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.stock.Products {
		if p.ID == product && p.fields[key] != nil {
			return p.fields[key].value
		}
	}
	return ""
}

// Overwrite puts something else beside a product, as another program would.
func (t *Twin) Overwrite(product, key, value string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.stock.Products {
		if p.ID == product {
			t.setField(p, key, value)
		}
	}
}

// Alts are what is read aloud in place of the clips, in their order.
func (t *Twin) Alts() (out []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, f := range t.files {
		out = append(out, f.alt)
	}
	return out
}

// next is a fresh number; the caller holds the lock.
func (t *Twin) next(kind string) string {
	t.count++
	return fmt.Sprintf("gid://shopify/%s/%d", kind, t.count)
}

// answer hands a call on by its address.
func (t *Twin) answer(w http.ResponseWriter, r *http.Request) {
	switch path := r.URL.Path; {
	case path == "/admin/api/2026-10/graphql.json":
		t.serveAdmin(w, r)
	case path == "/api/2026-04/graphql.json":
		t.serveFront(w, r)
	case strings.HasPrefix(path, "/bucket/"):
		t.take(w, r)
	case path == "/products.json" || strings.HasPrefix(path, "/products/"):
		t.servePublic(w, r)
	case path == "/password":
		_, _ = io.WriteString(w, "<html>Enter the password</html>")
	default:
		t.mu.Lock()
		defer t.mu.Unlock()
		t.Note("%s %s is no address of Shopify", r.Method, path)
		w.WriteHeader(http.StatusNotFound)
	}
}
