package versions

import (
	"taglane/app/conform"
	"taglane/app/taglane"
)

// Over is where a span lies on another cut.
func Over(m conform.Map, span taglane.Span) []taglane.Span { return over(m, span).parts }
