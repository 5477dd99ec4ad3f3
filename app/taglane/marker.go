package taglane

// Marker is a remark at a frame of a clip, or over some frames.
type Marker struct {
	ID    ID     `json:"id"`
	Clip  ID     `json:"clip"`
	Frame Frame  `json:"frame"`
	Out   Frame  `json:"out"` // the first frame after it; Frame itself for a point
	Text  string `json:"text"`
}

// mostRemark bounds the words of a marker, in characters.
const mostRemark = 500

// Check refuses a marker that does not lie inside the clip. Invalid says why.
func (m Marker) Check(c Clip) error {
	if m.Frame < 0 || m.Frame >= c.Frames || m.Out < m.Frame || m.Out > c.Frames {
		return Errorf(Invalid, "The marker must lie inside the clip, frames 0 to %d.", c.Frames-1)
	}
	return CheckText("marker", m.Text, mostRemark)
}
