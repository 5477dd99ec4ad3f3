package studio

import (
	"encoding/json"
	"strings"
	"testing"

	"taglane/app/platform"
	_ "taglane/app/platform/webpage"
	"taglane/app/taglane"
)

func TestServicesAreTold(t *testing.T) {
	s := newStudio(t)
	find := func(name string) (Service, bool) {
		for _, v := range s.Services() {
			if v.Service == name {
				return v, true
			}
		}
		return Service{}, false
	}
	page, ok := find("webpage")
	if !ok || page.Title != "Web page" || page.Connects || len(page.Needs) != 2 || page.Needs[0].Key != "dir" || !page.Needs[1].May {
		t.Errorf("the page is told as %+v", page)
	}
	if c := page.Capabilities; c.Service != "webpage" || c.TagModel != platform.TagTimeline || c.CaptionUnit != platform.Characters || c.TitleUnit != platform.Characters {
		t.Errorf("its limits are %+v", c)
	}
	book, ok := find("guestbook")
	if !ok || !book.Connects || book.Title != "Guestbook" || !book.Needs[1].Secret || book.Guide[0].Link != "https://guestbook.example/apps" || len(book.Options[0].Choices) != 1 {
		t.Errorf("the guestbook is told as %+v", book)
	}
	if book.Capabilities.TagModel != platform.TagList {
		t.Errorf("its limits are %+v", book.Capabilities)
	}
	if b, err := json.Marshal(s.Services()); err != nil || strings.Contains(string(b), "null") {
		t.Errorf("a list is nothing: %s (%v)", b, err)
	}
	if !s.Named("https://guestbook.example/apps") || s.Named("https://guestbook.example/other") || s.Named("http://127.0.0.1") {
		t.Error("an address may be opened that was not told, or one that was told may not")
	}
	if _, shown := find(rehearsal); shown {
		t.Error("what is there for trying things out is shown to people")
	}
	s.o.Demo = true
	if _, shown := find(rehearsal); !shown {
		t.Error("who asks for it does not see it")
	}
}

// A service is told in the language that its person speaks.
func TestServicesSpeakThePersonsLanguage(t *testing.T) {
	s := newStudio(t)
	s.o.Speaks = true
	s.speak("de")
	for _, v := range s.Services() {
		if v.Service == "webpage" && v.Needs[0].Title != german(t, taglane.Say("Folder for the pages")) {
			t.Errorf("told %q", v.Needs[0].Title)
		}
	}
}
