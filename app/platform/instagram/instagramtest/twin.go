package instagramtest

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"taglane/app/platform/graph/graphtest"
	"taglane/app/taglane"
)

// The account that is posted as, its Page, and another of the person's.
const (
	User      = "17841400000000001"
	PageID    = "42"
	PageToken = "EAApageTOKENofTheKitchen"
	OtherUser = "17841400000000002"
	OtherPage = "43"
)

// What an account may do within 24 hours.
const (
	ContainersPerDay = 400
	TaggedPerDay     = 25
)

// life is how long an unpublished container is kept.
const life = 24 * time.Hour

// Product is one of the shop's catalog.
type Product struct{ ID, Name, Retailer, Review string }

// Twin is Instagram as its page describes it. What it does differently from a
// good day is set between calls.
type Twin struct {
	*graphtest.Meta

	Total      int       // quota_total; 0: config is not told
	Used       int       // posts of the day beside our own
	Ineligible bool      // for tags
	Shop       []Product // of the one catalog
	Loses      []string  // ids of products that a post never carries
	Polls      int       // readings until a whole container is finished
	Ends       string    // status text of a container that fails
	Again      string    // a second publication: "error", or "same" for the same id
	Linkless   int       // readings of a post without its permalink
	Invalid    []string  // metrics

	containers map[string]*container
	media      map[string]*media
	tagged     []time.Time
}

// container is a Reel before it is public.
type container struct {
	form   url.Values
	made   time.Time
	reads  int
	posted string
	forgot bool
}

// media is a public post.
type media struct {
	caption string
	paid    bool // carries the label of a paid partnership
	tags    []string
	reads   int
}

// New stands up on this computer.
func New() *Twin {
	t := &Twin{Meta: graphtest.New(), Total: 50, Again: "error", containers: map[string]*container{}, media: map[string]*media{}}
	t.Pages = []graphtest.Page{
		{ID: "41", Name: "Without an account", Token: "EAApageTOKENofNobody"},
		{ID: PageID, Name: "Kitchen", Token: PageToken, IGUser: User, IGUsername: "kitchen"},
	}
	t.Shop = []Product{
		{"9007199254740993", "Mug, blue", "MUG-1", "approved"}, // ids are longer than a float holds
		{"9007199254740995", "Kettle", "K", "approved"},
	}
	t.Serve, t.Name, t.Word = t.serve, t.name, t.word
	return t
}

// Account is the Instagram account, with further settings as key, value, key, value.
func (t *Twin) Account(settings ...string) taglane.Account {
	return t.AccountOf("instagram", "kitchen", map[string]string{"ig_user_id": User, "page_id": PageID}, settings)
}

// Secret is a living login.
func (t *Twin) Secret() json.RawMessage {
	return t.SecretOf(map[string]string{"page_id": PageID, "page_access_token": PageToken, "ig_user_id": User})
}

// Forget loses every container.
func (t *Twin) Forget() {
	t.Lock()
	defer t.Unlock()
	for _, c := range t.containers {
		c.forgot = true
	}
	t.Uploads = map[string]*graphtest.Upload{}
}

// Form is what a container was made of.
func (t *Twin) Form(id string) url.Values {
	t.Lock()
	defer t.Unlock()
	return t.containers[id].form
}

// Put places bytes in a container, as an upload that broke off leaves them.
func (t *Twin) Put(id string, b []byte, size int64) {
	t.Lock()
	defer t.Unlock()
	t.Uploads[id].Bytes, t.Uploads[id].Size = slices.Clone(b), size
}

// Tags are the products a post carries, by their ids.
func (t *Twin) Tags(post string) []string {
	t.Lock()
	defer t.Unlock()
	return slices.Clone(t.media[post].tags)
}

// Paid says whether a post carries the label of a paid partnership.
func (t *Twin) Paid(post string) bool {
	t.Lock()
	defer t.Unlock()
	return t.media[post].paid
}

// SetTags is a person who set the products of a post by hand.
func (t *Twin) SetTags(post string, ids ...string) {
	t.Lock()
	defer t.Unlock()
	t.media[post].tags = ids
}

// name tells requests apart by what they are for.
func (t *Twin) name(r *graphtest.Request) string {
	if len(r.Path) > 1 || strings.Trim(r.Path[0], "0123456789") != "" {
		return ""
	}
	return r.Method + " " + strings.Trim(t.word(r.Path[0], r.Path), "{}")
}

func (t *Twin) word(id string, _ []string) string {
	switch {
	case id == User || id == OtherUser:
		return "{ig-user-id}"
	case t.containers[id] != nil:
		return "{ig-container-id}"
	}
	return "{ig-media-id}"
}

func (t *Twin) serve(r *graphtest.Request) {
	id := r.Path[0]
	if t.word(id, nil) == "{ig-user-id}" {
		t.account(r)
		return
	}
	if c := t.containers[id]; c != nil && len(r.Path) == 1 {
		t.look(r, id, c)
		return
	}
	m := t.media[id]
	switch what := strings.Join(r.Path[1:], "/"); {
	case m == nil:
		r.No(100, 33, "")
	case what == "":
		t.tell(r, id, m)
	case what == "product_tags":
		t.tag(r, m)
	case what == "insights":
		t.insights(r)
	}
}

// account answers what is asked of the Instagram account.
func (t *Twin) account(r *graphtest.Request) {
	switch r.Method + " " + strings.Join(r.Path[1:], "/") {
	case "GET ":
		r.Yes(map[string]any{"id": User, "username": "kitchen", "shopping_product_tag_eligibility": !t.Ineligible})
	case "POST media":
		t.open(r)
	case "POST media_publish":
		t.publish(r)
	case "GET content_publishing_limit":
		told := map[string]any{"quota_usage": t.Used + t.Published()}
		if t.Total > 0 {
			told["config"] = map[string]any{"quota_total": t.Total, "quota_duration": 86400}
		}
		r.Yes(map[string]any{"data": []any{told}})
	case "GET available_catalogs":
		r.Yes(map[string]any{"data": []any{map[string]any{"catalog_id": "555"}}})
	case "GET catalog_product_search":
		r.Yes(map[string]any{"data": t.search(r.Sent.Get("q"))})
	default:
		t.Say("nobody answers " + r.Method + " " + r.Last())
		r.No(100, 0, "")
	}
}

func (t *Twin) open(r *graphtest.Request) {
	var made []time.Time
	for _, c := range t.containers {
		made = append(made, c.made)
	}
	if t.Today(made) >= ContainersPerDay {
		t.Say("a container beyond those of a day")
	}
	id := strconv.Itoa(18000000000000000 + t.Next())
	t.containers[id] = &container{form: r.Sent, made: t.Clock.Now()}
	t.Uploads[id] = &graphtest.Upload{}
	r.Yes(map[string]string{"id": id, "uri": t.Address("ig-api-upload", id)})
}

func (t *Twin) look(r *graphtest.Request, id string, c *container) {
	if c.forgot {
		r.No(24, 2207006, "")
		return
	}
	code, status, u := "IN_PROGRESS", "In Progress", t.Uploads[id]
	switch {
	case c.posted != "":
		code = "PUBLISHED"
	case t.Clock.Now().Sub(c.made) >= life:
		code = "EXPIRED"
	case u.Whole() && t.Ends != "":
		code, status = "ERROR", t.Ends
	case u.Whole():
		if c.reads++; c.reads > t.Polls {
			code = "FINISHED"
		}
	}
	r.Yes(map[string]any{"id": id, "status_code": code, "status": status,
		"video_status": map[string]any{"uploading_phase": json.RawMessage(t.Phase(u))}})
}

// publish is the public act.
func (t *Twin) publish(r *graphtest.Request) {
	id := r.Sent.Get("creation_id")
	c := t.containers[id]
	if c != nil && c.posted != "" {
		t.Say("a container was published twice")
	}
	switch {
	case c != nil && c.posted != "" && t.Again == "same":
		r.Yes(map[string]string{"id": c.posted})
		return
	case c == nil || c.forgot || !t.Uploads[id].Whole() || c.reads <= t.Polls || t.Clock.Now().Sub(c.made) >= life || c.posted != "":
		r.No(9007, 2207027, "")
		return
	}
	if ours := t.Published(); t.Used+ours >= max(t.Total, 25) {
		if ours >= max(t.Total, 25) {
			t.Say("a post beyond those of a day")
		}
		r.No(9, 2207042, "")
		return
	}
	c.posted = strconv.Itoa(17900000000000000 + t.Next())
	t.media[c.posted] = &media{caption: c.form.Get("caption"), paid: c.form.Get("is_paid_partnership") == "true"}
	t.Publish(c.posted, t.Uploads[id])
	r.Yes(map[string]string{"id": c.posted})
}

func (t *Twin) tell(r *graphtest.Request, id string, m *media) {
	told := map[string]any{"id": id, "media_product_type": "REELS", "caption": m.caption, "username": "kitchen"}
	if m.reads++; m.reads > t.Linkless {
		told["permalink"] = "https://www.instagram.com/reel/" + id + "/"
	}
	r.Yes(told)
}

func (t *Twin) search(q string) []any {
	out := []any{}
	for _, p := range t.Shop {
		if strings.Contains(strings.ToLower(p.Name), strings.ToLower(q)) || p.Retailer == q {
			out = append(out, map[string]any{"product_id": json.Number(p.ID), "product_name": p.Name, "retailer_id": p.Retailer, "review_status": p.Review})
		}
	}
	return out
}

// tag adds to what a post carries, and never takes anything away.
func (t *Twin) tag(r *graphtest.Request, m *media) {
	if r.Method == "POST" && !t.add(r, m) {
		return
	}
	list := []any{}
	for _, id := range m.tags {
		list = append(list, map[string]any{"product_id": json.Number(id), "review_status": "approved"})
	}
	r.Yes(map[string]any{"data": list})
}

func (t *Twin) add(r *graphtest.Request, m *media) bool {
	var list []map[string]any
	_ = json.Unmarshal([]byte(r.Sent.Get("updated_tags")), &list)
	var fresh []string
	for _, one := range list {
		id, _ := one["product_id"].(string)
		switch {
		case one["x"] != nil || one["y"] != nil:
			r.No(100, 2207035, "")
			return false
		case !slices.ContainsFunc(t.Shop, func(p Product) bool { return p.ID == id }):
			r.No(100, 2207037, "")
			return false
		case !slices.Contains(m.tags, id) && !slices.Contains(fresh, id) && !slices.Contains(t.Loses, id):
			fresh = append(fresh, id)
		}
	}
	if len(m.tags)+len(fresh) > 30 {
		r.No(100, 2207040, "")
		return false
	}
	if len(m.tags) == 0 {
		if t.Today(t.tagged) >= TaggedPerDay {
			t.Say("a tagged post beyond those of a day")
		}
		t.tagged = append(t.tagged, t.Clock.Now())
	}
	m.tags = append(m.tags, fresh...)
	return true
}

func (t *Twin) insights(r *graphtest.Request) {
	list := []any{}
	for i, m := range strings.Split(r.Sent.Get("metric"), ",") {
		if slices.Contains(t.Invalid, m) {
			r.No(100, 0, "")
			return
		}
		told := map[string]any{"name": m, "values": []any{map[string]int{"value": i + 7}}}
		if m == "reach" {
			told = map[string]any{"name": m, "total_value": map[string]float64{"value": 12.5}}
		}
		list = append(list, told)
	}
	r.Yes(map[string]any{"data": list})
}
