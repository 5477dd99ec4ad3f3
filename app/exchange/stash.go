package exchange

import (
	"encoding/json"
	"strconv"
	"strings"

	"taglane/app/taglane"
)

// stashMarker is a marker as Stash exports it, where times are text, or
// answers it, where they are numbers and the tag is a thing with a name.
type stashMarker struct {
	Title      string          `json:"title"`
	Seconds    json.RawMessage `json:"seconds"`
	EndSeconds json.RawMessage `json:"end_seconds"`
	PrimaryTag json.RawMessage `json:"primary_tag"`
}

// decodeStash reads the markers of one scene: an exported scene, an answer of
// the programming interface, or the bare list.
func decodeStash(b []byte, grid Grid) (Timeline, error) {
	if err := shallow(b); err != nil {
		return Timeline{}, err
	}
	type holder struct {
		Markers      []stashMarker `json:"markers"`
		SceneMarkers []stashMarker `json:"scene_markers"`
	}
	var doc struct {
		holder
		Data struct {
			FindScene        holder `json:"findScene"`
			FindSceneMarkers holder `json:"findSceneMarkers"`
		} `json:"data"`
	}
	var list []stashMarker
	err := json.Unmarshal(b, &list)
	if err != nil {
		err = json.Unmarshal(b, &doc)
		for _, h := range []holder{doc.holder, doc.Data.FindScene, doc.Data.FindSceneMarkers} {
			list = append(append(list, h.Markers...), h.SceneMarkers...)
		}
	}
	switch {
	case err != nil:
		return Timeline{}, taglane.Wrap(err, taglane.Invalid, "The markers are damaged, or hold something of the wrong kind.")
	case len(list) == 0:
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This file holds no markers.")
	case len(list) > MaxTags:
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags at most.")
	}
	in := newIntake(grid, taglane.Say("Marker"))
	for i, m := range list {
		start, ok := number(m.Seconds)
		if !ok {
			in.refuse(i+1, taglane.Say("It says no time."))
			continue
		}
		var to *float64
		if end, ok := number(m.EndSeconds); ok {
			to = &end
		}
		span, err := in.span(start, to)
		if err != nil {
			in.refuse(i+1, taglane.SaidOf(err))
			continue
		}
		name := strings.TrimSpace(m.Title)
		if name == "" {
			name = tagName(m.PrimaryTag)
		}
		in.takeNamed(i+1, name, span)
	}
	return in.done()
}

// number reads 16.5 and "16.5"; ok is false for anything else, also for none.
func number(raw json.RawMessage) (float64, bool) {
	s := strings.Trim(string(raw), `"`)
	if s == "" || strings.Trim(s, "0123456789.-") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

func tagName(raw json.RawMessage) string {
	var name string
	if json.Unmarshal(raw, &name) == nil {
		return name
	}
	var thing struct {
		Name string `json:"name"`
	}
	_ = json.Unmarshal(raw, &thing) // a tag of another form has no name for us
	return thing.Name
}
