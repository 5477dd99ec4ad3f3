package edit_test

import (
	"testing"

	"taglane/app/edit/edittest"
)

func TestProperties(t *testing.T) { edittest.Run(t, edittest.Memory) }
