package exchange

import (
	"taglane/app/taglane"
)

// decodeLLC reads the segments of a LosslessCut project. In its first version
// a segment without a start or an end reaches to that edge of the clip; later,
// one without an end marks a moment.
func decodeLLC(b []byte, grid Grid) (Timeline, error) {
	v, err := parseJSON5(b)
	if err != nil {
		return Timeline{}, err
	}
	doc, _ := v.(map[string]any)
	list, ok := doc["cutSegments"].([]any)
	version, _ := doc["version"].(float64)
	if !ok || version < 1 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This is not a LosslessCut project: it has no segments.")
	}
	if version > 3 {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "This project is of a later LosslessCut than Taglane can read.")
	}
	if len(list) > MaxTags {
		return Timeline{}, taglane.Errorf(taglane.Invalid, "A timeline may hold 10,000 tags at most.")
	}
	in := newIntake(grid, taglane.Say("Segment"))
	for i, item := range list {
		s, ok := item.(map[string]any)
		if !ok {
			in.refuse(i+1, taglane.Say("It is not a segment."))
			continue
		}
		start, hasStart := s["start"].(float64)
		end, hasEnd := s["end"].(float64)
		name, _ := s["name"].(string)
		if s["start"] != nil && !hasStart || s["end"] != nil && !hasEnd || !hasStart && version > 1 {
			in.refuse(i+1, taglane.Say("Its times are not numbers."))
			continue
		}
		var to *float64
		if hasEnd {
			to = &end
		} else if version == 1 {
			last := grid.Rate.Seconds(grid.Frames)
			to = &last
		}
		span, err := in.span(start, to)
		if err != nil {
			in.refuse(i+1, taglane.SaidOf(err))
			continue
		}
		in.takeNamed(i+1, name, span)
	}
	return in.done()
}
