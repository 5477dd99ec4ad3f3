package platformtest

import (
	"sort"
	"testing"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// World is one connector and the far side it talks to, fresh for one question.
type World struct {
	// New makes another instance of the connector on the same far side, as
	// after a restart of the app.
	New func(t testing.TB) platform.Publisher
	// Account is put into the publications the suite makes.
	Account taglane.Account
	// Publication makes what is carried; nil: Publication(t, t.TempDir()).
	// Two calls must give two publications with different bytes.
	Publication func(t testing.TB) taglane.Publication
	// Posts lists what is public at the far side.
	Posts func() []Posted
	// Secrets must not appear in any error or session-free text.
	Secrets []string
	// Break makes the far side's nth touch from now (from 1) go wrong once,
	// and BreakNothing clears it. nil: this world cannot be broken.
	Break func(how How, nth int)
	// Breaks lists the ways Break understands.
	Breaks []How
	// Forget makes the far side lose every upload session. nil: it cannot.
	Forget func()
	// Expire makes the far side take no more bytes of uploads that are not
	// complete, though it still knows of them. nil: it cannot.
	Expire func()
	// Refuse makes the far side answer the next Release with a plain no. nil:
	// it cannot.
	Refuse func()
}

// Posted is a public post as the far side itself knows it.
type Posted struct {
	Key    string // ours; "" where the platform has no place for it
	ID     string
	SHA256 string // hex, of the clip's bytes at the far side
}

// How is a way for a call to go wrong.
type How string

const (
	BreakNothing How = ""                 // all is well again
	CutBefore    How = "cut before"       // the far side never hears of it
	CutAfter     How = "cut after"        // it happens; the answer is lost
	CutMidway    How = "cut midway"       // half of what is sent arrives
	Stall        How = "stall"            // no answer until the caller gives up
	Truncate     How = "truncated answer" // it happens; half of the answer arrives
	ErrorAfter   How = "error after"      // it happens; the answer is a server's error
	Busy         How = "busy"             // it does not happen; "too many calls, later"
	Full         How = "disk full"        // for folders: it does not happen, there is no room
)

// questions are the subtests by name, in the order they read best.
var questions = map[string]func(*testing.T, World){
	"CapabilitiesAreWhole":          capabilitiesAreWhole,
	"CheckChangesNothing":           checkChangesNothing,
	"CaptionLimitHolds":             captionLimitHolds,
	"TagLimitHolds":                 tagLimitHolds,
	"OpenTwiceShowsNothing":         openTwiceShowsNothing,
	"CarriedWholeIsPostedOnce":      carriedWholeIsPostedOnce,
	"BytesAreTheSource":             bytesAreTheSource,
	"StatusStartsAtNothing":         statusStartsAtNothing,
	"StatusFollowsEveryChunk":       statusFollowsEveryChunk,
	"StatusTellsOfThePost":          statusTellsOfThePost,
	"WrongOffsetIsConflict":         wrongOffsetIsConflict,
	"RepeatedChunkIsConflict":       repeatedChunkIsConflict,
	"TooLargeChunkIsRefused":        tooLargeChunkIsRefused,
	"ReleaseBeforeCompleteIsNo":     releaseBeforeCompleteIsNo,
	"ReleaseTwice":                  releaseTwice,
	"SessionSurvivesJSON":           sessionSurvivesJSON,
	"AnotherInstanceContinues":      anotherInstanceContinues,
	"AnotherInstanceReleases":       anotherInstanceReleases,
	"ForeignSessionIsNotFound":      foreignSessionIsNotFound,
	"ForgottenSessionIsNotFound":    forgottenSessionIsNotFound,
	"DeadUploadIsTold":              deadUploadIsTold,
	"PlainNoIsTold":                 plainNoIsTold,
	"BlindNoIsCertain":              blindNoIsCertain,
	"TwoPublicationsAreTwoPosts":    twoPublicationsAreTwoPosts,
	"FindConfirmsOwnPost":           findConfirmsOwnPost,
	"FindIsSilentOtherwise":         findIsSilentOtherwise,
	"TagSetsTheWholeList":           tagSetsTheWholeList,
	"TagOfNoPostIsNotFound":         tagOfNoPostIsNotFound,
	"LinkLeadsToThePost":            linkLeadsToThePost,
	"UpdateMakesNoPost":             updateMakesNoPost,
	"NarrowIsObeyed":                narrowIsObeyed,
	"CancelledSendReturnsSoon":      cancelledSendReturnsSoon,
	"CancelledSendCanContinue":      cancelledSendCanContinue,
	"CancelledStallReturnsSoon":     cancelledStallReturnsSoon,
	"CancelledBeforeChangesNothing": cancelledBeforeChangesNothing,
	"EveryBreakEverywhere":          everyBreakEverywhere,
	"ErrorsAreSentences":            errorsAreSentences,
}

// Run asks a connector every question, each as a subtest in a fresh world.
func Run(t *testing.T, fresh func(t *testing.T) World) {
	names := make([]string, 0, len(questions))
	for name := range questions {
		names = append(names, name)
	}
	sort.Strings(names)
	caps := fresh(t).New(t).Capabilities()
	for name := range caps.Exceptions {
		if questions[name] == nil {
			t.Errorf("Capabilities excepts %q, which is not a question of the suite", name)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			if why, known := caps.Exceptions[name]; known {
				if len(why) < 10 {
					t.Errorf("the exception gives no reason: %q", why)
				}
				t.Logf("known exception: %s", why)
				return
			}
			questions[name](t, fresh(t))
		})
	}
}
