package catalog
import "testing"
func TestX(t *testing.T){ t.Log(Columns()) }
