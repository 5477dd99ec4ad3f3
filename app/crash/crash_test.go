package crash

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taglane/app/taglane"
)

const dirOfFaller = "TAGLANE_TEST_FALLS_IN"

// TestMain is also the program that falls: started with a folder, it opens a
// desk there and ends in each way a program can.
func TestMain(m *testing.M) {
	dir := os.Getenv(dirOfFaller)
	if dir == "" {
		os.Exit(m.Run())
	}
	d, err := Open(dir, about(time.Now))
	if err != nil {
		os.Exit(3)
	}
	switch os.Args[1] {
	case "panic":
		held := make(chan struct{})
		go func() { panic("a goroutine nobody guards, with token=abcdef12345678") }()
		<-held
	case "killed":
		os.Exit(9) // without Close, as a process that is killed
	case "well":
		d.Close()
	}
	os.Exit(0)
}

func about(now func() time.Time) About {
	return About{Version: "1.2.3", Home: "/home/nora", Person: "nora", Now: now}
}

// clock goes on by a second each time it is asked.
func clock() func() time.Time {
	at := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	return func() time.Time { at = at.Add(time.Second); return at }
}

func fall(t *testing.T, dir, how string) {
	t.Helper()
	c := exec.Command(os.Args[0], how)
	c.Env = append(os.Environ(), dirOfFaller+"="+dir)
	err := c.Run()
	var exit *exec.ExitError
	if how == "well" && err != nil || how != "well" && !errors.As(err, &exit) {
		t.Fatalf("%s: %v", how, err)
	}
}

func TestAFallIsReportedAtTheNextStart(t *testing.T) {
	for how, says := range map[string][]string{
		"panic":  {"Taglane ended by a fault of its own.", "a goroutine nobody guards", "crash_test.go", "Version: 1.2.3"},
		"killed": {"Taglane ended without being closed."},
		"well":   nil,
	} {
		dir := t.TempDir()
		fall(t, dir, how)
		d, err := Open(dir, about(clock()))
		if err != nil {
			t.Fatal(err)
		}
		all, err := d.Reports()
		if err != nil || (len(all) == 1) != (says != nil) {
			t.Fatalf("%s: %d reports, %v", how, len(all), err)
		}
		for _, part := range says {
			if !strings.Contains(all[0].Text, part) {
				t.Errorf("%s: %q is not in\n%s", how, part, all[0].Text)
			}
		}
		if says != nil && (all[0].Kind != "end" || strings.Contains(all[0].Text, "abcdef12345678")) {
			t.Errorf("%s: %+v", how, all[0])
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
		again, err := Open(dir, about(clock())) // it is told once
		if err != nil {
			t.Fatal(err)
		}
		if now, _ := again.Reports(); len(now) != len(all) {
			t.Errorf("%s: told again: %d", how, len(now))
		}
		again.Close()
	}
}

func TestARunThatGoesOnIsNotBuried(t *testing.T) {
	dir := t.TempDir()
	note := filepath.Join(dir, "run-1.log") // the first process of a machine always runs
	if err := os.WriteFile(note, []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := Open(dir, about(clock()))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if all, _ := d.Reports(); len(all) != 0 {
		t.Error(all)
	}
}

func TestReportsAreKeptReadAndDropped(t *testing.T) {
	d, err := Open(t.TempDir(), about(clock()))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for range mostReports + 5 {
		if err := errors.Join(d.Verb("boom", []byte("goroutine 1\n\t/home/nora/src/x.go:7")), d.Page("x is not defined", "at App.svelte:3")); err != nil {
			t.Fatal(err)
		}
	}
	all, err := d.Reports()
	if err != nil || len(all) != mostReports || !all[0].At.After(all[1].At) || all[0].Kind != "page" || all[1].Kind != "verb" {
		t.Fatal(len(all), err)
	}
	if !strings.Contains(all[1].Text, "~/…/x.go:7") || !strings.Contains(all[1].Text, "boom") {
		t.Error(all[1].Text)
	}
	info, err := os.Stat(filepath.Join(d.dir, all[0].ID+".txt"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info, err)
	}
	if err := d.Drop(all[0].ID); err != nil {
		t.Error(err)
	}
	for _, none := range []string{all[0].ID, "../run-1", ""} {
		if err := d.Drop(none); taglane.KindOf(err) != taglane.NotFound {
			t.Error(none, err)
		}
	}
}

func TestNothingOfThePersonsIsInAReport(t *testing.T) {
	said := strings.Join([]string{
		`open /home/nora/Videos/Anna's wedding.mp4: no such file`, `/home/mia/secret plans.mov`, `C:\Users\Mia\x`,
		`GET https://api.example.com/v1/post?access_token=EAABsbCS1234 failed`, `Authorization: Bearer ya29.a0AfH6SMBx`, `{"client_secret":"s3cr3t-value"}`,
		`refresh_token=1//0gdfgh`, `nora@example.com`, `Nora`, `key 0123456789abcdef0123456789abcdef01234567`,
	}, "\n")
	got := Redact(said, "/home/nora", "nora")
	for _, gone := range []string{"nora", "Nora", "Anna", "mia/", "Mia", "EAABs", "ya29", "s3cr3t", "0gdfgh", "example.com\n", "0123456789abcdef"} {
		if strings.Contains(got, gone) {
			t.Errorf("%q is in\n%s", gone, got)
		}
	}
	for _, kept := range []string{"no such file", "https://api.example.com/v1/post", "failed"} {
		if !strings.Contains(got, kept) {
			t.Errorf("%q is not in\n%s", kept, got)
		}
	}
	stack := "goroutine 7 [running]:\ntaglane/app/studio.(*Studio).AddTag(0xc0001)\n\t/home/nora/go/src/taglane/app/studio/tags.go:41 +0x1c"
	if got := Redact(stack, "/home/nora", "nora"); !strings.Contains(got, "taglane/app/studio.(*Studio).AddTag") || !strings.Contains(got, "tags.go:41") {
		t.Errorf("the stack is lost: %s", got)
	}
	if got := Redact(strings.Repeat("ä", mostText), "", ""); len(got) > mostText+40 {
		t.Error(len(got))
	}
}
