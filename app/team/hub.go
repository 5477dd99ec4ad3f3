package team

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"taglane/app/taglane"
)

// Hub is a NATS JetStream server, or a cluster of them, that carries for a team
// what a folder would: a stream whose subjects are the devices, each message
// some bytes of that device's lines, and an object store for files. The stream
// keeps everything and lets nobody delete.
//
// In a Mark the Offset is the stream's number of a device's last message that
// was read to its end, and Segment is 0.
type Hub struct {
	device string
	team   string
	conn   *nats.Conn
	js     jetstream.JetStream
	files  jetstream.ObjectStore
	taken  jetstream.KeyValue
}

var _ Exchange = (*Hub)(nil)

// Address says where a hub is and who asks.
type Address struct {
	// Servers are addresses that begin with tls:// or, for this machine alone,
	// nats://, and end with the team's name: tls://hub.example.com:4222/studio.
	// Several with commas between are one cluster.
	Servers  string
	User     string // a member's name at the hub; "" where it asks for none
	Password string
	Creds    string      // text of a credentials file of NATS instead of both
	TLS      *tls.Config // nil: what this machine trusts
}

var teamName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// JoinHub connects a device to a team's hub, and makes the team's stream where
// there is none. Invalid: the address is none. Refused: it would go over the
// net unencrypted, or the member may not. Login: the hub does not know the
// member. Offline: nobody answers.
func JoinHub(ctx context.Context, a Address, device string) (*Hub, error) {
	servers, team, err := a.servers()
	if err != nil {
		return nil, err
	}
	h := &Hub{device: device, team: team}
	ctx, refused := context.WithCancelCause(ctx)
	defer refused(nil)
	told := nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { refused(err) }) // later, by the call that it hits
	if h.conn, err = nats.Connect(strings.Join(servers, ","), append(a.options(device), told)...); err != nil {
		return nil, hubbed(err)
	}
	if h.js, err = jetstream.New(h.conn); err == nil {
		err = h.open(ctx)
	}
	if err != nil {
		h.conn.Close()
		return nil, hubbed(cmp.Or(refusal(ctx), err))
	}
	return h, nil
}

// refusal is what the hub said meanwhile; nil for nothing.
func refusal(ctx context.Context) error {
	if err := context.Cause(ctx); errors.Is(err, nats.ErrPermissionViolation) {
		return err
	}
	return nil
}

// Close leaves the hub.
func (h *Hub) Close() error { h.conn.Close(); return nil }

// Reconnect drops the connection and makes a new one, as after a sleep.
func (h *Hub) Reconnect() error { return hubbed(h.conn.ForceReconnect()) }

// servers takes an address apart.
func (a Address) servers() (all []string, team string, err error) {
	bad := taglane.Errorf(taglane.Invalid, "This is not the address of a hub. It looks like tls://hub.example.com:4222/team.")
	for one := range strings.SplitSeq(a.Servers, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil || u.Host == "" || u.Scheme != "tls" && u.Scheme != "nats" || u.User != nil {
			return nil, "", bad
		}
		if name := strings.Trim(u.Path, "/"); name != "" {
			team = name
		}
		if u.Scheme == "nats" && !here(u.Hostname()) {
			return nil, "", taglane.Errorf(taglane.Refused, "What the team writes would cross the net unencrypted. Use an address that begins with tls://.")
		}
		all = append(all, u.Scheme+"://"+u.Host)
	}
	if !teamName.MatchString(team) {
		return nil, "", bad
	}
	return all, team, nil
}

// here says whether a host is this machine.
func here(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// patience is how long one answer of a hub is waited for.
const patience = 5 * time.Second

func (a Address) options(device string) []nats.Option {
	out := []nats.Option{nats.Name("Taglane " + device), nats.Timeout(patience), nats.MaxReconnects(-1),
		nats.ReconnectWait(500 * time.Millisecond), nats.NoCallbacksAfterClientClose()}
	if a.TLS != nil {
		out = append(out, nats.Secure(a.TLS))
	}
	switch {
	case a.Creds != "":
		out = append(out, nats.UserCredentialBytes([]byte(a.Creds)))
	case a.User != "":
		out = append(out, nats.UserInfo(a.User, a.Password))
	}
	return out
}

// asking is a context for one answer: it ends when patience does, and at once
// when the line breaks.
func (h *Hub) asking(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := h.unbroken(ctx)
	late := time.AfterFunc(patience, cancel)
	return ctx, func() { late.Stop(); cancel() }
}

// unbroken is a context that ends when the line breaks.
func (h *Hub) unbroken(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	broken := h.conn.StatusChanged(nats.RECONNECTING, nats.CLOSED)
	if !h.conn.IsConnected() {
		cancel()
	}
	go func() {
		defer cancel()
		defer h.conn.RemoveStatusListener(broken)
		select {
		case <-broken:
		case <-ctx.Done():
		}
	}()
	return ctx, cancel
}

func (h *Hub) stream() string                 { return "TAGLANE_" + h.team }
func (h *Hub) subject(device string) string   { return "taglane." + h.team + ".edits." + device }
func (h *Hub) told(device string) string      { return "taglane." + h.team + ".told." + device }
func (h *Hub) deviceOf(subject string) string { return subject[strings.LastIndexByte(subject, '.')+1:] }

// open finds the team's stream and stores, and makes those that are not there.
func (h *Hub) open(ctx context.Context) error {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	copies := 1
	if h.conn.ConnectedClusterName() != "" && len(h.conn.Servers()) >= 3 {
		copies = 3 // one of three may be lost
	}
	_, err := h.js.Stream(ctx, h.stream())
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		_, err = h.js.CreateStream(ctx, jetstream.StreamConfig{Name: h.stream(), Subjects: []string{h.subject("*")},
			Replicas: copies, DenyDelete: true, DenyPurge: true})
		if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) { // somebody joins at the same moment
			_, err = h.js.Stream(ctx, h.stream())
		}
	}
	if err != nil {
		return err
	}
	bucket := "taglane_" + h.team
	h.files, err = h.js.ObjectStore(ctx, bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		h.files, err = h.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: bucket, Replicas: copies})
	}
	if err != nil {
		return err
	}
	h.taken, err = h.js.KeyValue(ctx, bucket)
	if errors.Is(err, jetstream.ErrBucketNotFound) {
		h.taken, err = h.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: bucket, Replicas: copies})
	}
	return err
}

// Devices are those who left anything, in the order of their names.
func (h *Hub) Devices(ctx context.Context) ([]string, error) {
	ctx, cancel := h.asking(ctx)
	defer cancel()
	s, err := h.js.Stream(ctx, h.stream())
	if err != nil {
		return nil, hubbed(err)
	}
	info, err := s.Info(ctx, jetstream.WithSubjectFilter(h.subject("*")))
	if err != nil {
		return nil, hubbed(err)
	}
	out := make([]string, 0, len(info.State.Subjects))
	for subject := range info.State.Subjects {
		if d := h.deviceOf(subject); deviceFolder.MatchString(d) {
			out = append(out, d)
		}
	}
	slices.Sort(out)
	return out, nil
}

// asked is how often the hub is asked without having told anything.
const asked = 30 * time.Second

// Watch calls wake whenever somebody has left lines, when the hub is back after
// it was gone, and now and then, until ctx ends. Devices tell each other once
// their lines are kept: a message itself is seen before the stream holds it.
func (h *Hub) Watch(ctx context.Context, wake func()) error {
	sub, err := h.conn.Subscribe(h.told("*"), func(m *nats.Msg) {
		if h.deviceOf(m.Subject) != h.device {
			wake()
		}
	})
	if err != nil {
		return hubbed(err)
	}
	defer sub.Unsubscribe()
	back := h.conn.StatusChanged(nats.CONNECTED)
	defer h.conn.RemoveStatusListener(back)
	tick := time.NewTicker(asked)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			wake()
		case _, open := <-back:
			if !open {
				<-ctx.Done()
				return ctx.Err()
			}
			wake()
		}
	}
}

// hubbed says what an error of the hub means for a person.
func hubbed(err error) error {
	var own *taglane.Error
	var api jetstream.JetStreamError
	var certificate *tls.CertificateVerificationError
	switch {
	case err == nil, errors.As(err, &own):
		return err
	case errors.As(err, &certificate):
		return taglane.Wrap(err, taglane.Refused, "This machine does not trust the hub's certificate.")
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrAuthRevoked):
		return taglane.Wrap(err, taglane.Login, "The hub does not let this member in. Check the name and the password, or ask for new credentials.")
	case errors.Is(err, nats.ErrPermissionViolation):
		return taglane.Wrap(err, taglane.Refused, "The hub does not allow this member to do that.")
	case errors.Is(err, nats.ErrSecureConnRequired), errors.Is(err, nats.ErrSecureConnWanted):
		return taglane.Wrap(err, taglane.Refused, "The hub and this address do not agree about TLS.")
	case errors.Is(err, jetstream.ErrJetStreamNotEnabled), errors.Is(err, jetstream.ErrJetStreamNotEnabledForAccount):
		return taglane.Wrap(err, taglane.Refused, "This server keeps nothing: JetStream is switched off there.")
	case errors.As(err, &api) && api.APIError() != nil && api.APIError().Code < 500 && api.APIError().Code != 408:
		return taglane.Wrap(err, taglane.Refused, "The hub refused that.")
	}
	return taglane.Wrap(err, taglane.Offline, "The hub cannot be reached now.")
}
