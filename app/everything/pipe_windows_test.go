package everything

import "testing"

func pipe(t *testing.T, _ string) { t.Helper(); t.Fatal("there are no pipes among files") }
