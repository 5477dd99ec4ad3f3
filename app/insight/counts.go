package insight

import (
	"bytes"
	"encoding/csv"
	"strconv"

	"taglane/app/taglane"
)

// Count is how often a product's marker was seen for a second on a page, and
// how often its link was followed.
type Count struct {
	Product        taglane.ID
	Seen, Followed int
}

// countsMost is how many products a page can have counted.
const countsMost = 10_000

// ReadCounts reads the counts a page gives out. Invalid: it is no such file.
func ReadCounts(text []byte) ([]Count, error) {
	no := taglane.Errorf(taglane.Invalid, "This is not the file of counts that a page gives out.")
	if len(text) > curveMost {
		return nil, no
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	rows, err := r.ReadAll()
	if err != nil || len(rows) == 0 || len(rows) > countsMost || len(rows[0]) != 4 || rows[0][0] != "product" || rows[0][2] != "seen" || rows[0][3] != "followed" {
		return nil, no
	}
	var out []Count
	for _, row := range rows[1:] {
		seen, a := strconv.Atoi(row[2])
		followed, b := strconv.Atoi(row[3])
		if a != nil || b != nil || seen < 0 || followed < 0 || row[0] == "" {
			return nil, no
		}
		out = append(out, Count{taglane.ID(row[0]), seen, followed})
	}
	return out, nil
}
