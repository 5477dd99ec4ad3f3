package tiktokshoptest

import (
	"maps"
	"slices"
	"time"
)

// Knobs are how the stand-in behaves. They are turned with Turn.
type Knobs struct {
	UserType   int      // of the login: 1 is a creator, 0 a seller
	Scopes     []string // what the creator gives leave for
	Username   string
	Creator    string // creator_user_open_id
	Region     string // where the creator may sell; "": not enrolled
	InStock    bool   // of every product
	SaleRegion string // of every product

	Looks   int    // how often a new precheck says PROCESSING
	Look    string // what it says of violations in the end: SUCCESS, FAIL
	Quality string // what it says of quality in the end
	Flat    bool   // it is told by the older version
	Nested  bool   // it is told inside precheck_task

	Processing int    // how often a new post says PROCESSING
	State      string // what it says in the end: SUCCESS, FAIL

	PerDay     int // posts in 24 hours, told as "3/day"; 0: any, and nothing is told
	LooksDaily int // prechecks in 24 hours; 0: any

	PageMost int // products and orders on a page, whatever is asked for; 0: as is asked
	TagMost  int // characters that the tag of a link may have

	Bind    bool // a large file must be bound before it is one
	Damage  bool // the sum of what arrived is another
	Numbers bool // ids are told as numbers
	Photo   bool // a cover is told as photo_file.photo_uri

	Codes   map[string][]int64 // path → codes of its next calls
	Late    bool               // such a code is told although the call happened
	Status  int                // of an answer with a code other than 0; 0: 200
	Answers map[string]string  // path → an answer told instead, after the call happened
}

// usual is a creator for whom all is well. A day has room for so many posts
// that only a test of the limit meets it.
func usual() Knobs {
	return Knobs{
		UserType: 1, Scopes: []string{scopePost, scopeInfo, scopeGoods, scopeShowcase, scopeShare}, Username: "lumen", Creator: "creator-open-1",
		Region: "US", InStock: true, SaleRegion: "US", Look: "SUCCESS", Quality: "SUCCESS", State: "SUCCESS", PerDay: 10_000, TagMost: 64,
		Codes: map[string][]int64{}, Answers: map[string]string{},
	}
}

// Turn changes how the stand-in behaves from now on.
func (t *Twin) Turn(how func(k *Knobs)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	how(&t.knobs)
}

// Expire ends the access token now: it has to be renewed.
func (t *Twin) Expire() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leave.ends = t.Clock.Now()
}

// Withdraw takes the whole login back, as a creator does on TikTok's own page.
func (t *Twin) Withdraw() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leave.ends, t.leave.last = t.Clock.Now(), t.Clock.Now()
}

// Access is the token that is taken now.
func (t *Twin) Access() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.leave.access
}

// Refresh is the token that renews it now.
func (t *Twin) Refresh() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.leave.refresh
}

// Become changes what is told of a post: SUCCESS, FAIL or PROCESSING.
func (t *Twin) Become(id, state string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.videos {
		if t.videos[i].ID == id {
			t.videos[i].State = state
			t.pending[id] = 0
		}
	}
}

// Figures are what one day of a post is told with.
type Figures struct {
	Day         time.Time // midnight UTC
	ClickRate   string    // "0.08"
	DisplayRate string
	Orders      int
	Sold        int
	Amount      string // "27.85"
	Currency    string
}

// Order is one line of a sale. Lines with the same ID are one order, which is
// as the first of them says.
type Order struct {
	ID       string
	At       time.Time
	Status   string // AWAITING PAYMENT, TO-SETTLE, SETTLED, REFUNDED, FROZEN, UNSPECIFIED
	Content  string // the post's id
	Type     string // VIDEO, LIVE, LINKSHARE, …
	Product  string
	SKU      string
	Name     string
	Shop     string
	Tag      string // of the link that was followed
	Quantity int
	Estimate string // of the commission: "1.20"
	Actual   string // once settled; "" before
	Expected string // what the estimate is reckoned from
	Base     string // and what the actual one is
	Currency string
	Updated  time.Time
}

// Earn tells further days of a post, and sales.
func (t *Twin) Earn(post string, days []Figures, orders []Order) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.figures[post] = append(t.figures[post], days...)
	t.orders = append(t.orders, orders...)
}

// Settle changes what is told of the orders with an id.
func (t *Twin) Settle(id string, how func(o *Order)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for i := range t.orders {
		if t.orders[i].ID == id {
			how(&t.orders[i])
		}
	}
}

// Shelve puts products into the creator's showcase.
func (t *Twin) Shelve(products ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.showcase = append(t.showcase, products...)
}

// Stock puts products into the shop that is bound to the creator.
func (t *Twin) Stock(products ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.stock = append(t.stock, products...)
}

// Files are the uploads that a post may name, as their SHA-256 by id.
func (t *Twin) Files() map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	out := map[string]string{}
	for id, f := range t.files {
		out[id] = f.sha256
	}
	return out
}

// Covers are the pictures that a post may name.
func (t *Twin) Covers() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Sorted(maps.Keys(t.covers))
}
