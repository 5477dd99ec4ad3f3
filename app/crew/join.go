package crew

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"

	"taglane/app/taglane"
	"taglane/app/team"
)

// Admission is what lets a device into a hub; a folder asks for nothing.
type Admission struct {
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`
	Creds    string `json:"creds,omitempty"` // text of a credentials file
}

// JoinTeam makes this library a member's of the team at a location: a folder
// that everybody's laptop sees, or the address of a hub. What is here is sent
// there and the other way round. Conflict: it is in another team. Otherwise
// errors are those of the place.
func (c *Crew) JoinTeam(ctx context.Context, location string, a Admission) (TeamState, error) {
	location = strings.TrimSpace(location)
	now, err := c.l.Store.Setting(ctx, locationSetting)
	if err != nil {
		return TeamState{}, err
	}
	if now != "" && now != location {
		return TeamState{}, taglane.Errorf(taglane.Conflict, "This library is in a team already. Leave it first.")
	}
	if !isHub(location) && !filepath.IsAbs(location) {
		return TeamState{}, taglane.Errorf(taglane.Invalid, "Name a folder with its whole path, or the address of a hub such as tls://hub.example.com:4222/team.")
	}
	place, err := c.open(ctx, location, &a)
	if err != nil {
		return TeamState{}, err
	}
	if isHub(location) && a != (Admission{}) {
		text, err := json.Marshal(a)
		if err != nil {
			return TeamState{}, err
		}
		if err := c.l.Secrets.Keep(ctx, hubSecret, text); err != nil {
			return TeamState{}, err
		}
	}
	if err := c.l.Store.SetSettings(ctx, map[string]string{locationSetting: location, marksSetting: ""}); err != nil {
		return TeamState{}, err
	}
	c.enter(place)
	if _, err := c.sync(ctx); err != nil {
		return TeamState{}, err
	}
	c.FilmsDue()
	return c.Team(ctx)
}

// LeaveTeam ends the exchange. Everything stays, here and there.
func (c *Crew) LeaveTeam(ctx context.Context) (TeamState, error) {
	c.syncing.Lock()
	defer c.syncing.Unlock()
	if err := c.l.Store.SetSettings(ctx, map[string]string{locationSetting: "", marksSetting: ""}); err != nil {
		return TeamState{}, err
	}
	c.enter(nil)
	if err := c.l.Secrets.Drop(ctx, hubSecret); err != nil {
		return TeamState{}, err
	}
	return c.Team(ctx)
}

// enter takes a place for the team's; nil for none.
func (c *Crew) enter(place team.Exchange) {
	c.mu.Lock()
	was := c.place
	c.place, c.trouble = place, nil
	c.mu.Unlock()
	if h, hub := was.(*team.Hub); hub && was != place {
		_ = h.Close() // a connection that is not needed any more
	}
	c.Nudge()
	c.changed()
}

func isHub(location string) bool { return strings.Contains(location, "://") }

// open reaches a location; admission is nil where it lies in the vault.
func (c *Crew) open(ctx context.Context, location string, a *Admission) (team.Exchange, error) {
	device := c.l.Store.Device()
	if !isHub(location) {
		if a != nil {
			return team.JoinFolder(location, device)
		}
		return team.OpenFolder(location, device)
	}
	if a == nil {
		a = &Admission{}
		text, err := c.l.Secrets.Kept(ctx, hubSecret)
		if err != nil {
			return nil, err
		}
		if text != nil {
			if err := json.Unmarshal(text, a); err != nil {
				return nil, taglane.Wrap(err, taglane.Internal, "What lets this laptop into the hub cannot be read. Join it again.")
			}
		}
	}
	return team.JoinHub(ctx, team.Address{Servers: location, User: a.User, Password: a.Password, Creds: a.Creds}, device)
}

// theTeam is the team's place, opened if it is not; nil where there is none.
func (c *Crew) theTeam(ctx context.Context) (team.Exchange, error) {
	c.mu.Lock()
	place := c.place
	c.mu.Unlock()
	if place != nil {
		return place, nil
	}
	location, err := c.l.Store.Setting(ctx, locationSetting)
	if err != nil || location == "" {
		return nil, err
	}
	if place, err = c.open(ctx, location, nil); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.place = place
	return place, nil
}
