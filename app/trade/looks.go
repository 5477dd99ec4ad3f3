package trade

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"taglane/app/link"
	"taglane/app/taglane"
)

const (
	// looksEvery is how often the radar sees whether anything is due. Most times
	// nothing is, and nobody is asked.
	looksEvery = 15 * time.Minute
	// looksLeast is how long it waits after the program began.
	looksLeast = time.Minute
	// followsMost bounds how many links one run follows, so that a person who asks
	// does not wait long for it to end; the next run goes on with the rest.
	followsMost = 20
	// programsEvery is how often networks are asked for their programmes.
	programsEvery = 24 * time.Hour
	// restFor is how long a source that did not answer is let alone.
	restFor = 6 * time.Hour
)

// Wishes of a person.
const (
	looksWish  = "radar.looks"   // "yes": others may be asked without anybody wanting it at once
	followWish = "links.follow." // with the network: "yes": its links may be followed
)

// What is remembered of the looks, as settings of this machine.
const (
	lookedAt   = "looked"       // when the last run began
	refusedAt  = "looks/"       // with an account: why and when it did not answer
	lostPrefix = "lost/"        // with an account and an advertiser: when the programme was lost
	toldAt     = "looks-told"   // what was wrong when a person was told last
	askedAfter = "looks-asked/" // with an account: when its programmes were asked for
)

// Looks is how the radar looks by itself, and what it needs a person for.
type Looks struct {
	On         bool          `json:"on"`
	LookedAt   string        `json:"lookedAt"` // "" never
	Follows    []LooksFollow `json:"follows"`
	Doubts     []Doubt       `json:"doubts"`
	Unanswered []Unanswered  `json:"unanswered"`
	Resting    []Resting     `json:"resting"` // hosts that are let alone for now
}

// LooksFollow is a network whose links would be followed.
type LooksFollow struct {
	Network string `json:"network"`
	Title   string `json:"title"`
	Links   int    `json:"links"`
	Agreed  bool   `json:"agreed"`
}

// Unanswered is an account that did not answer when it was asked last.
type Unanswered struct {
	Account     taglane.ID `json:"account"`
	AccountName string     `json:"accountName"`
	Message     string     `json:"message"`
	At          string     `json:"at"`
}

// Looks says how the radar looks by itself.
func (t *Trade) Looks(ctx context.Context) (Looks, error) {
	on, err := t.wishes(ctx, looksWish)
	if err != nil {
		return Looks{}, err
	}
	out := Looks{On: on, Follows: []LooksFollow{}, Unanswered: []Unanswered{}}
	if out.LookedAt, err = t.l.Store.Setting(ctx, lookedAt); err != nil {
		return Looks{}, err
	}
	all, err := t.inUse(ctx, "")
	if err != nil {
		return Looks{}, err
	}
	for _, l := range all {
		i := slices.IndexFunc(out.Follows, func(f LooksFollow) bool { return f.Network == l.Network })
		if i < 0 {
			agreed, err := t.wishes(ctx, followWishOf(l.Network))
			if err != nil {
				return Looks{}, err
			}
			i, out.Follows = len(out.Follows), append(out.Follows, LooksFollow{l.Network, titleOf(l.Network), 0, agreed})
		}
		out.Follows[i].Links++
	}
	if out.Doubts, err = t.doubts(ctx); err != nil {
		return Looks{}, err
	}
	if out.Resting, err = t.resting(ctx); err != nil {
		return Looks{}, err
	}
	refused, err := t.refusals(ctx)
	for account, r := range refused {
		out.Unanswered = append(out.Unanswered, Unanswered{account, t.accountName(ctx, account), r.Message, moment(r.At)})
	}
	slices.SortFunc(out.Unanswered, func(a, b Unanswered) int { return strings.Compare(a.AccountName, b.AccountName) })
	return out, err
}

func (t *Trade) wishes(ctx context.Context, name string) (bool, error) {
	v, err := t.l.Wish(ctx, name)
	return v == "yes", err
}

var notInWish = regexp.MustCompile(`[^a-z0-9-]`)

func followWishOf(network string) string {
	return followWish + notInWish.ReplaceAllString(network, "-")
}

// KeepLooking looks around now and then until ctx ends; after lets time pass.
// How long ago the last run was counts across restarts.
func (t *Trade) KeepLooking(ctx context.Context, after func(time.Duration) <-chan time.Time, failed func(error)) {
	for {
		wait := looksLeast
		if last := t.momentIn(ctx, lookedAt); !last.IsZero() {
			wait = min(max(last.Add(looksEvery).Sub(t.l.Now()), looksLeast), looksEvery)
		}
		select {
		case <-ctx.Done():
			return
		case <-after(wait):
		}
		if _, err := t.LookAround(ctx); err != nil && ctx.Err() == nil {
			failed(err)
		}
	}
}

// momentIn is a time kept as a setting; zero for none.
func (t *Trade) momentIn(ctx context.Context, name string) time.Time {
	text, err := t.l.Store.Setting(ctx, name)
	if err != nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at
}

// Looked is what one run did.
type Looked struct {
	Read     int `json:"read"`     // links that were only read, which asks nobody
	Followed int `json:"followed"` // links that were really opened
	Asked    int `json:"asked"`    // products whose source was asked
	News     int `json:"news"`     // products that need a look and did not before
}

// LookAround looks at everything whose time has come. Links of public clips are
// read, which asks nobody. Where the person wished it, there is a network and
// nothing is paused, products in clips are asked for at their catalogues and
// links of networks that were agreed to are followed, one at a time. Nothing is
// replaced and no product is changed. Conflict: somebody is looking already.
// Offline: the network went away meanwhile; what is left is due the next time.
func (t *Trade) LookAround(ctx context.Context) (Looked, error) {
	if !t.looking.TryLock() {
		return Looked{}, taglane.Errorf(taglane.Conflict, "Taglane is looking around already.")
	}
	defer t.looking.Unlock()
	if err := t.l.Store.SetSetting(ctx, lookedAt, moment(t.l.Now())); err != nil {
		return Looked{}, err
	}
	asks, err := t.wishes(ctx, looksWish)
	if err != nil {
		return Looked{}, err
	}
	asks = asks && t.l.MayAsk()
	var out Looked
	var wrong error
	if asks {
		wrong = t.askPrograms(ctx)
		if taglane.KindOf(wrong) != taglane.Offline {
			n, err := t.askProducts(ctx)
			out.Asked, wrong = n, errors.Join(wrong, err)
		}
	}
	asks = asks && taglane.KindOf(wrong) != taglane.Offline
	out.Read, out.Followed, err = t.lookAtLinks(ctx, asks)
	wrong = errors.Join(wrong, err)
	if ctx.Err() != nil {
		return out, ctx.Err()
	}
	out.News, err = t.tellNews(ctx)
	return out, errors.Join(wrong, err)
}

// lookAtLinks reads links that are due, and follows those that may be.
func (t *Trade) lookAtLinks(ctx context.Context, asks bool) (read, followed int, err error) {
	s, err := t.scan(ctx)
	if err != nil {
		return 0, 0, err
	}
	all, err := s.published(ctx)
	if err != nil {
		return 0, 0, err
	}
	r, err := s.run(ctx, all, true)
	if err != nil {
		return 0, 0, err
	}
	watched, err := s.watched(ctx, all)
	if err != nil {
		return 0, 0, err
	}
	events, err := s.events(ctx, all)
	if err != nil {
		return 0, 0, err
	}
	var wrong error
	if asks {
		if followed, wrong = r.follow(ctx, watched, events); wrong != nil && taglane.KindOf(wrong) != taglane.Offline {
			return 0, followed, wrong
		}
	}
	before := len(r.found)
	// Of a link that was followed before, reading tells no news.
	unfollowed := slices.DeleteFunc(watched, func(w link.Watched) bool { return chainOf(s.audits[w.SubID]).Depth > 1 })
	for _, job := range link.Due(unfollowed, events, s.now) {
		if err := r.look(ctx, job.SubID, false); err != nil {
			return 0, followed, err
		}
	}
	if read = len(r.found) - before; len(r.found) > 0 {
		_, err = r.judge(ctx)
	}
	return read, followed, errors.Join(wrong, err)
}

// follow follows links whose time has come. Offline: the network went away.
func (r *run) follow(ctx context.Context, watched []link.Watched, events []link.Event) (n int, err error) {
	due, err := r.toFollow(ctx, watched, events)
	if err != nil {
		return 0, err
	}
	due = slices.DeleteFunc(due, func(j link.Job) bool {
		_, spared := r.spares(r.bySub[j.SubID])
		return spared
	})
	for _, job := range due[:min(len(due), followsMost)] {
		if err := r.look(ctx, job.SubID, true); err != nil {
			return n, err
		}
		last := r.found[len(r.found)-1].Now
		if last.Kind == taglane.Offline {
			return n, taglane.Refuse(taglane.Offline, last.Cause)
		}
		if last.Depth > 1 {
			n++
		}
	}
	return n, nil
}

// toFollow are the links whose time to be followed has come, of networks that
// were agreed to.
func (s *scan) toFollow(ctx context.Context, watched []link.Watched, events []link.Event) ([]link.Job, error) {
	agreed := map[string]bool{}
	var may []link.Watched
	for _, w := range watched {
		yes, asked := agreed[w.Network]
		if !asked {
			var err error
			if yes, err = s.wishes(ctx, followWishOf(w.Network)); err != nil {
				return nil, err
			}
			agreed[w.Network] = yes
		}
		if yes {
			w.LookedAt = w.FollowedAt // only that counts here
			may = append(may, w)
		}
	}
	return slices.DeleteFunc(link.Due(may, events, s.now), func(j link.Job) bool { return !j.Follow }), nil
}

// published are the links in use of clips that are public.
func (s *scan) published(ctx context.Context) ([]taglane.Link, error) {
	all, err := s.inUse(ctx, "")
	if err != nil {
		return nil, err
	}
	public, err := s.public(ctx)
	return slices.DeleteFunc(all, func(l taglane.Link) bool { return len(public[l.Clip]) == 0 }), err
}

// toldLine is one line for the person, as the screen shows it.
type toldLine struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// tellNews says in one line what needs a look and did not when a person was
// told last. At first there is nothing to tell: it all stands in its place.
func (t *Trade) tellNews(ctx context.Context) (int, error) {
	troubles, err := t.Radar(ctx)
	if err != nil {
		return 0, err
	}
	text, err := t.l.Store.Setting(ctx, toldAt)
	if err != nil {
		return 0, err
	}
	var was []string
	first := json.Unmarshal([]byte(text), &was) != nil
	now, fresh := []string{}, map[taglane.ID]string{}
	for _, v := range troubles {
		if v.Kind == "embargo" {
			continue
		}
		key := v.Kind + " " + string(v.Level) + " " + string(v.Product.ID)
		if now = append(now, key); !slices.Contains(was, key) && fresh[v.Product.ID] == "" {
			fresh[v.Product.ID] = v.Message
		}
	}
	doubts, err := t.doubts(ctx)
	if err != nil {
		return 0, err
	}
	said := ""
	for _, d := range doubts {
		key := "doubt " + d.Source + " " + d.At
		if now = append(now, key); !slices.Contains(was, key) {
			said = d.Message
		}
	}
	for _, message := range fresh {
		said = message
	}
	if len(fresh) > 1 {
		said = t.say("%d products in your clips need a look.", len(fresh))
	}
	kept, err := json.Marshal(now)
	if err != nil {
		return 0, err
	}
	if first {
		return 0, t.l.Store.SetSetting(ctx, toldAt, string(kept))
	}
	if said != "" {
		t.l.Emit("notice", toldLine{"info", said})
	}
	return len(fresh), t.l.Store.SetSetting(ctx, toldAt, string(kept))
}
