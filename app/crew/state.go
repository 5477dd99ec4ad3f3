package crew

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
	"taglane/app/team"
)

// TeamState is how this library stands to its team, as a screen shows it.
type TeamState struct {
	Kind     string `json:"kind"`     // "folder", "hub"; "" for no team
	Location string `json:"location"` // the folder's path, or the hub's address
	// Step is "in step"; "ahead": something done here is not there yet; "behind":
	// something of others has not come whole; "apart": the place cannot be
	// reached; "" before the first exchange.
	Step    string   `json:"step"`
	Unsent  int      `json:"unsent"`  // own edits that are not there
	Waiting int      `json:"waiting"` // edits that came before one they follow
	At      string   `json:"at"`      // of the last exchange; RFC 3339, "" for never
	Trouble string   `json:"trouble"` // why the last one failed, one sentence
	Warning string   `json:"warning"` // of a laptop whose clock is wrong
	Devices []Device `json:"devices"` // this one first
}

// Device is a laptop of the team.
type Device struct {
	ID      string `json:"id"`
	Name    string `json:"name"`   // what its people call it; "" unknown
	Person  string `json:"person"` // who works at it; "" unknown
	Me      bool   `json:"me"`
	Edits   int    `json:"edits"` // that are here
	Trouble string `json:"trouble"`
}

// aheadMost is how far a clock may be ahead before both are told.
const aheadMost = 10 * time.Minute

// Team says how this library stands to its team.
func (c *Crew) Team(ctx context.Context) (TeamState, error) {
	location, err := c.l.Store.Setting(ctx, locationSetting)
	if err != nil {
		return TeamState{}, err
	}
	seen, err := c.l.Store.Seen(ctx)
	if err != nil {
		return TeamState{}, err
	}
	marks, err := c.marks(ctx)
	if err != nil {
		return TeamState{}, err
	}
	out := TeamState{Location: location}
	if out.Devices, err = c.devices(ctx, seen, marks); err != nil || location == "" {
		return out, err
	}
	out.Kind = "folder"
	if isHub(location) {
		out.Kind = "hub"
	}
	if out.Waiting, err = c.l.Store.Waiting(ctx); err != nil {
		return out, err
	}
	me := c.l.Store.Device()
	out.Unsent = int(seen[me]) - int(min(marks[me].Seq, seen[me]))
	c.mu.Lock()
	if c.trouble != nil {
		out.Trouble = c.l.Tell(taglane.SaidOf(c.trouble))
	}
	if !c.at.IsZero() {
		out.At = c.at.UTC().Format(time.RFC3339)
	}
	c.mu.Unlock()
	out.Step = step(out)
	out.Warning, err = c.warning(ctx, out.Devices)
	return out, err
}

func step(s TeamState) string {
	held := slices.ContainsFunc(s.Devices, func(d Device) bool { return d.Trouble != "" })
	switch {
	case s.Trouble != "":
		return "apart"
	case s.Unsent > 0:
		return "ahead"
	case held || s.Waiting > 0:
		return "behind"
	case s.At == "":
		return ""
	}
	return "in step"
}

func (c *Crew) devices(ctx context.Context, seen map[string]uint64, marks team.Marks) ([]Device, error) {
	cells, err := c.l.Store.Cells(ctx, kindDevice)
	if err != nil {
		return nil, err
	}
	me := c.l.Store.Device()
	ids := map[string]bool{me: true}
	for id := range seen {
		ids[id] = true
	}
	for id := range marks {
		ids[id] = id != ""
	}
	var out []Device
	for id, is := range ids {
		if !is {
			continue
		}
		d := Device{ID: id, Me: id == me, Edits: int(seen[id]), Name: text(cells[id]["name"]), Person: text(cells[id]["person"])}
		if !d.Me {
			d.Trouble = c.fault(marks[id].Fault)
		} else if d.Name == "" {
			d.Name, d.Person = c.l.Machine, c.l.Person
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b Device) int {
		if a.Me != b.Me {
			return map[bool]int{true: -1, false: 1}[a.Me]
		}
		return cmp.Or(cmp.Compare(a.Person, b.Person), cmp.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	return out, nil
}

func text(v json.RawMessage) string {
	var s string
	if json.Unmarshal(v, &s) != nil {
		return ""
	}
	return taglane.OneLine(s, taglane.MostName)
}

// fault says what holds a device's lines up.
func (c *Crew) fault(f team.Fault) string {
	switch f {
	case team.Half:
		return c.say("What it did last has not come whole yet.")
	case team.Broken:
		return c.say("A line it left is damaged. It is read again once that laptop has synced.")
	case team.Rewritten:
		return c.say("What it left before was changed afterwards, so nothing more of it is taken. Ask whoever works there.")
	}
	return ""
}

// warning tells of a clock that is far ahead: its changes win over later ones.
func (c *Crew) warning(ctx context.Context, devices []Device) (string, error) {
	id, by, err := c.l.Store.Ahead(ctx)
	if err != nil || by <= aheadMost {
		return "", err
	}
	for _, d := range devices {
		if d.ID == id {
			return c.say("The clock of %s is %d minutes ahead of this one. Whichever is wrong, set it: what it does now counts as later than what you do.", cmp.Or(d.Name, d.Person, d.ID), int(by.Minutes())), nil
		}
	}
	return "", nil
}

// InTeam says whether this library is in a team.
func (c *Crew) InTeam(ctx context.Context) (bool, error) {
	location, err := c.l.Store.Setting(ctx, locationSetting)
	return location != "", err
}

// WhoIsAt is who works at a laptop, or what it is called; "" unknown.
func (c *Crew) WhoIsAt(ctx context.Context, device string) string {
	for _, field := range []string{"person", "name"} {
		v, err := c.l.Store.Value(ctx, edit.Cell{Kind: kindDevice, ID: device, Field: field})
		if name := text(v); err == nil && name != "" {
			return name
		}
	}
	return ""
}
