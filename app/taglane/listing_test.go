package taglane

import (
	"testing"
	"time"
)

// A pending line is certain from the day on from which nobody takes it back;
// where no such day is known it stays pending, and a locked one stays locked.
func TestHowALineStands(t *testing.T) {
	day := time.Date(2026, 11, 26, 0, 0, 0, 0, time.UTC)
	for _, v := range []struct {
		e    Earning
		want EarningState
	}{
		{Earning{State: Pending, FirmAt: day}, Earned},
		{Earning{State: Pending, FirmAt: day.Add(time.Second)}, Pending},
		{Earning{State: Pending}, Pending},
		{Earning{State: Earned, FirmAt: day.Add(time.Hour)}, Earned},
	} {
		if got := v.e.Stands(day); got != v.want {
			t.Errorf("%+v is %s, want %s", v.e, got, v.want)
		}
	}
}
