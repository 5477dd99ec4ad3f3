package team_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// Two laptops that write, receive and come late show the same, and a library
// that lost everything takes its own lines back.
func TestLaptopsAgreeThroughAHub(t *testing.T) {
	s := serve(t, nil)
	a := team.Address{Servers: address(s)}
	mia, nora := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora")
	for i := range 40 {
		mia.does(t, i*100)
		nora.does(t, i)
		if i%3 == 0 {
			mia.sync(t)
		}
		if i%7 == 0 {
			nora.sync(t)
		}
	}
	mia.sync(t)
	nora.sync(t)
	mia.sync(t)
	late, again := at(hub(t, a, "late"), "late"), at(hub(t, a, "mia"), "mia")
	late.sync(t)
	again.sync(t)
	alike(t, mia, nora, late, again)
	if len(again.own) != 40 {
		t.Errorf("%d of 40 own edits came back", len(again.own))
	}
	devices, err := late.place.Devices(context.Background())
	if err != nil || strings.Join(devices, " ") != "mia nora" {
		t.Errorf("devices %v, %v", devices, err)
	}
}

// However often the line breaks, and wherever, every edit is there once and in
// order.
func TestAHubOverABreakingWire(t *testing.T) {
	s := serve(t, nil)
	w := breaking(t, s.Addr().String())
	for i := range 4 {
		w.after.Store(int64(900 + i*19_700))
		w.breaks.Store(0)
		name := fmt.Sprintf("mia%d", i)
		mia := at(hub(t, team.Address{Servers: w.address()}, name), name)
		for range 20 {
			mia.does(t, 4_000)
		}
		w.breaks.Store(1)
		breakOff(t, mia.place)
		deadline := time.Now().Add(20 * time.Second)
		for mia.trySync() != nil {
			if time.Now().After(deadline) {
				t.Fatal("it never comes through")
			}
			time.Sleep(20 * time.Millisecond)
		}
		nora := at(hub(t, team.Address{Servers: address(s)}, "nora"), "nora")
		nora.sync(t)
		if got := nora.log.Seen()[name]; got != 20 {
			t.Errorf("broken after %d bytes: %d of 20 edits", w.after.Load(), got)
		}
	}
}

// breakOff makes the hub connect anew.
func breakOff(t testing.TB, place team.Exchange) {
	t.Helper()
	if err := place.(*team.Hub).Reconnect(); err != nil {
		t.Fatal(err)
	}
}

// A line longer than a message goes in parts; one that was left half is
// finished, not begun again, and readers wait for it without holding others up.
func TestALineLongerThanAMessage(t *testing.T) {
	s := serve(t, nil)
	a := team.Address{Servers: address(s)}
	mia, nora, zola := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora"), at(hub(t, a, "zola"), "zola")
	mia.does(t, 10)
	mia.sync(t)
	mia.does(t, 700_000)
	mia.does(t, 10)
	_, hash, err := edit.Encode("", mia.own[0])
	if err != nil {
		t.Fatal(err)
	}
	line, _, err := edit.Encode(hash, mia.own[1])
	if err != nil {
		t.Fatal(err)
	}
	publish(t, s, "mia", line[:200_000])
	zola.does(t, 10)
	zola.sync(t)
	nora.sync(t)
	if seen := nora.log.Seen(); seen["mia"] != 1 || seen["zola"] != 1 || nora.marks["mia"].Fault != team.Half {
		t.Errorf("behind half a line: %v, %+v", seen, nora.marks["mia"])
	}
	mia.sync(t)
	nora.sync(t)
	late := at(hub(t, a, "late"), "late")
	late.sync(t)
	zola.sync(t)
	mia.sync(t)
	alike(t, mia, nora, late, zola)
	if nora.marks["mia"].Fault != team.Whole {
		t.Errorf("%+v", nora.marks["mia"])
	}
}

// publish leaves bytes under a device's subject, as a member who may would.
func publish(t testing.TB, s *server.Server, device string, text []byte) {
	t.Helper()
	js, closed := stream(t, s)
	defer closed()
	if _, err := js.Publish(context.Background(), "taglane.studio.edits."+device, text); err != nil {
		t.Fatal(err)
	}
}

func stream(t testing.TB, s *server.Server) (jetstream.JetStream, func()) {
	t.Helper()
	c, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(c)
	if err != nil {
		t.Fatal(err)
	}
	return js, c.Close
}

// What does not follow is not taken, and stops nobody else; what was left
// cannot be taken away.
func TestForgedLinesAtAHub(t *testing.T) {
	s := serve(t, nil)
	a := team.Address{Servers: address(s)}
	mia, nora, zola := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora"), at(hub(t, a, "zola"), "zola")
	mia.does(t, 10)
	mia.sync(t)
	line, _, err := edit.Encode("", mia.own[0])
	if err != nil {
		t.Fatal(err)
	}
	publish(t, s, "ida", line)                   // another's line
	publish(t, s, "mia", line)                   // once more
	publish(t, s, "eve", []byte("not a line\n")) // no line
	zola.does(t, 10)
	zola.sync(t)
	for range 2 {
		nora.sync(t)
	}
	if seen := nora.log.Seen(); len(seen) != 2 || seen["mia"] != 1 || seen["zola"] != 1 {
		t.Errorf("seen: %v", seen)
	}
	for device, want := range map[string]team.Fault{"ida": team.Rewritten, "mia": team.Broken, "eve": team.Broken} {
		if got := nora.marks[device].Fault; got != want {
			t.Errorf("%s: %q instead of %q", device, got, want)
		}
	}
	mia.does(t, 10)
	if err := mia.trySync(); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("own lines that are not the log's: %v", err)
	}
	js, closed := stream(t, s)
	defer closed()
	st, err := js.Stream(context.Background(), "TAGLANE_studio")
	if err != nil {
		t.Fatal(err)
	}
	if st.Purge(context.Background()) == nil || st.DeleteMsg(context.Background(), 1) == nil {
		t.Error("a member can delete what was left")
	}
}

// A hub that was made anew is filled again from the logs.
func TestAHubThatLostEverything(t *testing.T) {
	s := serve(t, nil)
	a := team.Address{Servers: address(s)}
	mia, nora := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora")
	mia.does(t, 10)
	mia.does(t, 10)
	mia.sync(t)
	nora.sync(t)
	js, closed := stream(t, s)
	defer closed()
	if err := js.DeleteStream(context.Background(), "TAGLANE_studio"); err != nil {
		t.Fatal(err)
	}
	ola := at(hub(t, a, "ola"), "ola") // makes it again
	ola.does(t, 10)
	ola.does(t, 10)
	ola.does(t, 10)
	ola.sync(t)
	mia.does(t, 10)
	for range 2 {
		mia.sync(t)
		nora.sync(t)
		ola.sync(t)
	}
	alike(t, mia, nora, ola)
	if seen := nora.log.Seen(); seen["mia"] != 3 || seen["ola"] != 3 {
		t.Errorf("seen: %v", seen)
	}
}

func TestALibraryOlderThanItsLinesAtAHub(t *testing.T) {
	a := team.Address{Servers: address(serve(t, nil))}
	mia := at(hub(t, a, "mia"), "mia")
	mia.does(t, 10)
	mia.does(t, 10)
	mia.sync(t)
	changed := at(hub(t, a, "mia"), "mia")
	changed.take(mia.own[:1])
	if _, err := changed.place.Send(context.Background(), team.Mark{}, changed.mine); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("lines were written before those that are there were read: %v", err)
	}
	changed.does(t, 11)
	if err := changed.trySync(); taglane.KindOf(err) != taglane.Conflict {
		t.Errorf("a library that contradicts its lines: %v", err)
	}
	if n, err := changed.place.Agreed(context.Background(), changed.mine); n != 1 || err != nil {
		t.Errorf("they part behind %d, %v", n, err)
	}
	late := at(hub(t, a, "late"), "late")
	late.sync(t)
	alike(t, mia, late)
}

func TestWhoGetsIntoAHub(t *testing.T) {
	certificate, pool := certified(t)
	s := serve(t, func(o *server.Options) {
		o.Users = []*server.User{{Username: "mia", Password: "right"}}
		o.TLSConfig = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	})
	at := "tls://" + s.Addr().String() + "/studio"
	trust := &tls.Config{RootCAs: pool}
	for name, c := range map[string]struct {
		a    team.Address
		want taglane.Kind
	}{
		"right":                 {team.Address{Servers: at, User: "mia", Password: "right", TLS: trust}, ""},
		"wrong password":        {team.Address{Servers: at, User: "mia", Password: "wrong", TLS: trust}, taglane.Login},
		"nobody":                {team.Address{Servers: at, TLS: trust}, taglane.Login},
		"unknown certificate":   {team.Address{Servers: at, User: "mia", Password: "right"}, taglane.Refused},
		"unencrypted over nets": {team.Address{Servers: "nats://hub.example.com/studio"}, taglane.Refused},
		"no team":               {team.Address{Servers: "tls://hub.example.com:4222"}, taglane.Invalid},
		"a team like a path":    {team.Address{Servers: "tls://hub.example.com/../x"}, taglane.Invalid},
		"password in the text":  {team.Address{Servers: "tls://mia:right@hub.example.com/studio"}, taglane.Invalid},
		"a web page":            {team.Address{Servers: "https://hub.example.com/studio"}, taglane.Invalid},
		"nobody answers":        {team.Address{Servers: "nats://127.0.0.1:1/studio"}, taglane.Offline},
	} {
		t.Run(name, func(t *testing.T) {
			h, err := team.JoinHub(context.Background(), c.a, "mia")
			if taglane.KindOf(err) != c.want {
				t.Errorf("%q instead of %q: %v", taglane.KindOf(err), c.want, err)
			}
			if err == nil {
				h.Close()
			}
			if err != nil && strings.Contains(err.Error(), "right") {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

func TestMediaAtAHub(t *testing.T) {
	a := team.Address{Servers: address(serve(t, nil))}
	mia, nora := hub(t, a, "mia"), hub(t, a, "nora")
	ctx := context.Background()
	big := bytes.Repeat([]byte("frame"), 100_000)
	sum := sha256.Sum256(big)
	name := hex.EncodeToString(sum[:])
	if err := mia.Put(ctx, name, 3, strings.NewReader("bar")); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("other bytes under that name: %v", err)
	}
	if has, err := nora.Has(ctx, name); has || err != nil {
		t.Errorf("they are there: %v", err)
	}
	if err := nora.Get(ctx, name, &bytes.Buffer{}); taglane.KindOf(err) != taglane.NotFound {
		t.Errorf("a file nobody left: %v", err)
	}
	for range 2 {
		if err := mia.Put(ctx, name, int64(len(big)), bytes.NewReader(big)); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := nora.Get(ctx, name, &out); err != nil || !bytes.Equal(out.Bytes(), big) {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
	if err := nora.Put(ctx, "../x", 1, strings.NewReader("x")); taglane.KindOf(err) != taglane.Invalid {
		t.Errorf("a path is taken for a name: %v", err)
	}
}

// Whoever waits hears of lines as they are left.
func TestWaitingForLines(t *testing.T) {
	root := t.TempDir()
	a := team.Address{Servers: address(serve(t, nil))}
	for name, both := range map[string][2]team.Exchange{
		"hub":    {hub(t, a, "mia"), hub(t, a, "nora")},
		"folder": {join(t, root, "mia").place, join(t, root, "nora").place},
	} {
		t.Run(name, func(t *testing.T) {
			mia := at(both[0], "mia")
			mia.does(t, 10)
			mia.sync(t)
			ctx, cancel := context.WithCancel(context.Background())
			woken, over := make(chan struct{}, 100), make(chan struct{})
			go func() { defer close(over); both[1].Watch(ctx, func() { woken <- struct{}{} }) }()
			for heard := false; !heard; {
				mia.does(t, 10)
				mia.sync(t)
				select {
				case <-woken:
					heard = true
				case <-time.After(2 * time.Second): // it was not listening yet
				}
			}
			cancel()
			<-over
		})
	}
}

// Whoever is woken finds the lines it was woken for, every time.
func TestWokenWhenTheLinesAreKept(t *testing.T) {
	a := team.Address{Servers: address(serve(t, nil))}
	mia, nora := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora")
	ctx, cancel := context.WithCancel(context.Background())
	found, over := make(chan uint64, 1000), make(chan struct{})
	go func() {
		defer close(over)
		nora.place.Watch(ctx, func() {
			if err := nora.trySync(); err != nil {
				t.Error(err)
			}
			found <- nora.log.Seen()["mia"]
		})
	}()
	for heard := false; !heard; {
		mia.does(t, 10)
		mia.sync(t)
		select {
		case <-found:
			heard = true
		case <-time.After(2 * time.Second): // it was not listening yet
		}
	}
	for range 400 {
		mia.does(t, 10)
		mia.sync(t)
		if seen := <-found; seen != uint64(len(mia.own)) {
			t.Errorf("woken for %d edits, and there are %d", len(mia.own), seen)
		}
	}
	cancel()
	<-over
}

// A member may be let into one team alone: what the README says to allow is
// enough for all that a laptop does there, and for nothing else.
func TestAMemberOfOneTeam(t *testing.T) {
	team1 := []string{"taglane.studio.>", "$O.taglane_studio.>", "$KV.taglane_studio.>"}
	api := []string{"$JS.API.INFO", "$JS.ACK.TAGLANE_studio.>"}
	for _, name := range []string{"TAGLANE_studio", "OBJ_taglane_studio", "KV_taglane_studio"} {
		api = append(api, "$JS.API.STREAM.*."+name, "$JS.API.STREAM.MSG.GET."+name, "$JS.API.DIRECT.GET."+name+".>", "$JS.API.DIRECT.GET."+name,
			"$JS.API.CONSUMER.*."+name, "$JS.API.CONSUMER.*."+name+".>", "$JS.API.CONSUMER.MSG.NEXT."+name+".>", "$JS.API.STREAM.PURGE."+name, "$JS.FC."+name+".>")
	}
	s := serve(t, func(o *server.Options) {
		o.Users = []*server.User{{Username: "mia", Password: "right", Permissions: &server.Permissions{
			Publish:   &server.SubjectPermission{Allow: append(append([]string{}, team1...), api...)},
			Subscribe: &server.SubjectPermission{Allow: append(append([]string{}, team1...), "_INBOX.>")},
		}}}
	})
	a := team.Address{Servers: address(s), User: "mia", Password: "right"}
	mia, nora := at(hub(t, a, "mia"), "mia"), at(hub(t, a, "nora"), "nora")
	for range 30 {
		mia.does(t, 100)
		mia.sync(t)
	}
	nora.sync(t)
	alike(t, mia, nora)
	ctx := context.Background()
	const name = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" // of "foo"
	if err := mia.place.Put(ctx, name, 3, strings.NewReader("foo")); err != nil {
		t.Error(err)
	}
	var out bytes.Buffer
	if err := nora.place.Get(ctx, name, &out); err != nil || out.String() != "foo" {
		t.Errorf("%q, %v", out.String(), err)
	}
	if whose, err := mia.place.(*team.Hub).Claim(ctx, "x", "mia", ""); err != nil || whose != "mia" {
		t.Errorf("%q, %v", whose, err)
	}
	other := team.Address{Servers: strings.Replace(a.Servers, "/studio", "/other", 1), User: "mia", Password: "right"}
	h, err := team.JoinHub(ctx, other, "mia")
	if err == nil {
		h.Close()
	}
	if taglane.KindOf(err) != taglane.Refused {
		t.Errorf("into another team: %v", err)
	}
}
