package notes

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"

	"taglane/app/edit"
	"taglane/app/store"
	"taglane/app/taglane"
)

// Member is somebody who works on the same clips, as a screen shows them.
type Member struct {
	ID          taglane.ID `json:"id"`
	Name        string     `json:"name"`
	Colour      int        `json:"colour"` // 1–8
	Me          bool       `json:"me"`
	Guest       bool       `json:"guest"`       // without the app: came by the answer to a review
	Fingerprint string     `json:"fingerprint"` // of their key; "" while they have none
	// Standing is what is known here of their key: "known"; "new": nobody here
	// said that it is theirs; "changed": another was theirs before; "none".
	Standing string `json:"standing"`
}

// Where this machine keeps who works here, and whose key is whose. A key is
// believed because a person here compared it, never because it came along.
const (
	mineSetting = "member"
	keySetting  = "member.key."
)

func (n *Notes) myID(ctx context.Context) (taglane.ID, error) {
	id, err := n.l.Store.Setting(ctx, mineSetting)
	return taglane.ID(id), err
}

// me is who works here, with what has to be written where that is new. They have
// no key until they give a verdict, so that a comment never waits for a vault.
func (n *Notes) me(ctx context.Context) (taglane.Member, []edit.Write, error) {
	n.mine.Lock()
	defer n.mine.Unlock()
	id, err := n.myID(ctx)
	if err != nil {
		return taglane.Member{}, nil, err
	}
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return taglane.Member{}, nil, err
	}
	for _, m := range all {
		if m.ID == id {
			return m, nil, nil
		}
	}
	if id == "" {
		id = n.l.NewID()
		// Where nothing may be written, nothing hangs on who it was that looked.
		if err := n.l.Store.SetSetting(ctx, mineSetting, string(id)); err != nil && n.l.Store.Viewed() == nil {
			return taglane.Member{}, nil, err
		}
	}
	m := taglane.Member{ID: id, Name: taglane.OneLine(n.l.Person, taglane.MostName), Colour: len(all)%8 + 1}
	if m.Name == "" {
		m.Name = n.say("Somebody")
	}
	return m, store.MemberWrites(m), nil
}

// Members lists who works on this library; whoever works here comes first.
func (n *Notes) Members(ctx context.Context) ([]Member, error) {
	me, _, err := n.me(ctx)
	if err != nil {
		return nil, err
	}
	out := []Member{n.member(me, me.ID, hex.EncodeToString(me.Key))}
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := n.l.Store.Settings(ctx, keySetting)
	for _, m := range all {
		if m.ID != me.ID {
			out = append(out, n.member(m, me.ID, keys[string(m.ID)]))
		}
	}
	return out, err
}

func (n *Notes) member(m taglane.Member, me taglane.ID, known string) Member {
	out := Member{ID: m.ID, Name: m.Name, Colour: m.Colour, Me: m.ID == me, Guest: m.Guest, Fingerprint: taglane.Fingerprint(m.Key)}
	switch {
	case known != "" && known != hex.EncodeToString(m.Key):
		out.Standing = "changed"
	case out.Fingerprint == "":
		out.Standing = "none"
	case known == "":
		out.Standing = "new"
	default:
		out.Standing = "known"
	}
	return out
}

// SetMe says what whoever works here is called, and their colour, 1–8. Invalid:
// there is no name, or no such colour.
func (n *Notes) SetMe(ctx context.Context, name string, colour int) (Member, error) {
	if err := taglane.CheckText("name", name, taglane.MostName); err != nil {
		return Member{}, err
	}
	if name = taglane.OneLine(name, taglane.MostName); name == "" || colour < 1 || colour > 8 {
		return Member{}, taglane.Errorf(taglane.Invalid, "A member needs a name and a colour from 1 to 8.")
	}
	me, _, err := n.me(ctx)
	if err != nil {
		return Member{}, err
	}
	me.Name, me.Colour = name, colour
	if err := n.l.Commit(ctx, "", n.say("Change who works here"), store.MemberWrites(me)...); err != nil {
		return Member{}, err
	}
	n.said("")
	return n.member(me, me.ID, hex.EncodeToString(me.Key)), nil
}

// KnowMember says that a fingerprint, as its owner read it out, is that of a
// member's key; from then on their verdicts count here. "" takes that back.
// Conflict: their key has another. Invalid: it is whoever works here.
func (n *Notes) KnowMember(ctx context.Context, id taglane.ID, fingerprint string) ([]Member, error) {
	me, err := n.myID(ctx)
	if err != nil {
		return nil, err
	}
	if id == me {
		return nil, taglane.Errorf(taglane.Invalid, "Your own key is known here.")
	}
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.ID != id {
			continue
		}
		if fingerprint != "" && fingerprint != taglane.Fingerprint(m.Key) {
			return nil, taglane.Errorf(taglane.Conflict, "This is not the fingerprint of %s's key. Compare it once more.", m.Name)
		}
		value := ""
		if fingerprint != "" {
			value = hex.EncodeToString(m.Key)
		}
		if err := n.l.Store.SetSettings(ctx, map[string]string{keySetting + string(id): value}); err != nil {
			return nil, err
		}
		n.said("")
		return n.Members(ctx)
	}
	return nil, taglane.Errorf(taglane.NotFound, "There is no such member.")
}

// signing is whoever works here with their key, and what has to be written where
// the others do not have it yet.
func (n *Notes) signing(ctx context.Context) (taglane.Member, ed25519.PrivateKey, []edit.Write, error) {
	me, writes, err := n.me(ctx)
	if err != nil {
		return me, nil, nil, err
	}
	key, err := n.l.Key(ctx)
	if err != nil {
		return me, nil, nil, err
	}
	public := []byte(key.Public().(ed25519.PublicKey))
	if !bytes.Equal(public, me.Key) {
		me.Key, writes = public, append(writes, store.Set(store.KindMember, me.ID, "key", public))
	}
	return me, key, writes, n.l.Store.SetSetting(ctx, keySetting+string(me.ID), hex.EncodeToString(public))
}

// keys are the keys that are believed here, by member: those that were compared
// and are still the member's, and our own, which nobody else's edit changes.
func (n *Notes) keys(ctx context.Context) (map[taglane.ID][]byte, map[taglane.ID]taglane.Member, error) {
	all, err := n.l.Store.Members(ctx)
	if err != nil {
		return nil, nil, err
	}
	me, err := n.myID(ctx)
	if err != nil {
		return nil, nil, err
	}
	known, err := n.l.Store.Settings(ctx, keySetting)
	keys, members := map[taglane.ID][]byte{}, map[taglane.ID]taglane.Member{}
	for _, m := range all {
		members[m.ID] = m
		key, broken := hex.DecodeString(known[string(m.ID)])
		if broken == nil && len(key) == ed25519.PublicKeySize && (m.ID == me || bytes.Equal(key, m.Key)) {
			keys[m.ID] = key
		}
	}
	return keys, members, err
}
