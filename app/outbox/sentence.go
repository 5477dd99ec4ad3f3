package outbox

import (
	"time"

	"taglane/app/taglane"
)

// A person is always told three things of a publication: what happened, what is
// safe, and what happens next or what they can do. Each function below says so
// for one part of the way.

// Sentence says where the publication stands. place is what a person calls the
// platform, "" if nobody knows.
func (r Row) Sentence(place string, now time.Time) taglane.Said {
	where := taglane.Plain(place)
	if place == "" {
		where = taglane.Say("The platform")
	}
	switch {
	case r.Wait == WaitsUnsure:
		return taglane.Say("%s Please look at the account and say whether it is there.", r.Evidence())
	case r.Wait == WaitsElsewhere:
		return taglane.Say("%s Nothing is sent from here.", claimed)
	case r.Wait == WaitsCanceled:
		return taglane.Say("Canceled before anything became public.")
	case r.Stage >= Live:
		return r.afterSentence(where, now)
	case r.asking():
		return r.askingSentence(where)
	}
	switch r.Wait {
	case WaitsLogin:
		return r.stopped(r.wants(), taglane.Say("Then it goes on by itself."))
	case WaitsApproval:
		return r.stopped(r.unapproved(), taglane.Say("Then it goes on by itself."))
	case WaitsPaused:
		return r.stopped(taglane.Say("Paused by you."), taglane.Say("It goes on when you say so."))
	case WaitsLate:
		return r.stopped(taglane.Say("It should have been published at %s and was not: Taglane was not running, or something held it up.", r.At), taglane.Say("Publish it now, choose another time, or cancel it."))
	case WaitsOffline:
		return r.stopped(taglane.Say("There is no network."), taglane.Say("It goes on by itself."))
	case WaitsRefused:
		return r.stopped(r.FaultMessage, taglane.Say("Mend it and queue the new version, or try this one again."))
	case WaitsUntil:
		return r.waitingSentence(where, now)
	}
	return r.movingSentence(where)
}

// wants is what the account's person has to do: as it was said, for it may be a
// passphrase and no login that is missing.
func (r Row) wants() taglane.Said {
	if r.FaultKind == taglane.Login && r.FaultMessage.Format != "" {
		return r.FaultMessage
	}
	return taglane.Say("The account has to be connected again.")
}

// stopped is why nothing happens now, what is safe, and how it goes on.
func (r Row) stopped(why, next taglane.Said) taglane.Said {
	if r.Stage == Open && r.Offset > 0 && r.Size > 0 {
		return taglane.Say("%s %s are uploaded, and nothing is public. %s", why, amount(r.Offset, r.Size), next)
	}
	return taglane.Say("%s Nothing is public. %s", why, next)
}

func (r Row) movingSentence(where taglane.Said) taglane.Said {
	switch {
	case r.Stage == Queued:
		return taglane.Say("Waiting for its turn. Nothing is public yet.")
	case r.Stage == Open && r.Size > 0:
		return taglane.Say("Uploading: %s. Nothing is public yet.", amount(r.Offset, r.Size))
	case r.Stage == Open:
		return taglane.Say("Uploading. Nothing is public yet.")
	case r.Stage == Sent:
		return taglane.Say("%s has every byte and is working on it. We keep checking.", where)
	}
	return taglane.Say("Everything is uploaded, and it is published next.")
}

// waitingSentence is for what the clock wakes before anything was asked for.
func (r Row) waitingSentence(where taglane.Said, now time.Time) taglane.Said {
	switch {
	case r.FaultMessage.Format != "":
		return r.stopped(r.FaultMessage, taglane.Say("Next try at %s, by itself.", r.Until))
	case r.Poised && len(r.With) > 0 && !now.Add(r.Ahead).Before(r.At):
		return taglane.Say("Everything is ready. It waits for what becomes public together with it. Nothing is public yet.")
	case r.Until.Equal(r.At.Add(-r.Ahead)) && r.Stage > Queued:
		ready := taglane.Say("Everything is ready. It is published at %s, if Taglane is running then. Nothing is public yet.", r.At)
		if r.Ahead != 0 {
			return taglane.Say("%s %s", ready, r.clock())
		}
		return ready
	case r.Stage == Sent || r.Stage == Ready:
		return taglane.Say("%s has every byte and is working on it. We keep checking.", where)
	}
	return taglane.Say("It is published at %s, if Taglane is running then. The upload begins at %s.", r.At, r.Until)
}

// askingSentence is for the time between the public act and its answer.
func (r Row) askingSentence(where taglane.Said) taglane.Said {
	switch {
	case r.Wait == WaitsLogin:
		return taglane.Say("Publishing was asked for at %s and not answered. Connect the account again, so that we can ask whether it is public; nothing is sent twice.", r.IntentAt)
	case r.Wait == WaitsOffline:
		return taglane.Say("Publishing was asked for at %s and not answered, and now there is no network. We ask whether it is public as soon as we can; nothing is sent twice.", r.IntentAt)
	}
	return taglane.Say("%s was asked at %s to publish it. We are finding out whether it is public; nothing is sent twice.", where, r.IntentAt)
}

// afterSentence is for a post that is there.
func (r Row) afterSentence(where taglane.Said, now time.Time) taglane.Said {
	public := taglane.Say("It is public.")
	switch {
	case r.Post.Inbox:
		public = taglane.Say("It lies in your inbox at %s, and nobody else sees it. Open it there and post it.", where)
	case r.Post.PublicAt.After(now):
		public = taglane.Say("Uploaded, private. %s makes it public on %s.", where, r.Post.PublicAt)
	}
	switch {
	case r.follows() && (r.Wait == WaitsLate || r.Wait == WaitsPaused):
		return taglane.Say("%s What was held back should have followed at %s, and Taglane was not running then. Say whether it still should.", public, r.Next[0].At)
	case r.follows() && !r.Linking && r.Wait == WaitsLogin:
		return r.unfinished(public)
	case r.follows() && !r.Linking:
		return taglane.Say("%s What is held back follows at %s, if Taglane is running then.", public, r.Next[0].At)
	case r.Stage == Tagged && r.Wanted == "" && r.Linking && r.Post.Inbox:
		return public
	case r.Stage == Tagged && r.Wanted == "" && r.Linking:
		public = taglane.Say("%s Its address is not told yet; we keep asking.", public)
	case r.Stage == Tagged && r.Wanted == "" && len(r.Losses) > 0:
	case r.Stage == Tagged && r.Wanted == "" && r.Attached:
		return taglane.Say("%s It has all its products.", public)
	case r.Stage == Tagged && r.Wanted == "":
		return public
	default:
		return r.unfinished(public)
	}
	if len(r.Losses) > 0 {
		return taglane.Say("%s What it does not carry: %s", public, r.left())
	}
	return public
}

// unfinished is for a post whose products or changes are still under way.
func (r Row) unfinished(public taglane.Said) taglane.Said {
	next := taglane.Said{}
	switch r.Wait {
	case WaitsLogin:
		next = taglane.Say("Connect the account again, then it goes on by itself.")
	case WaitsApproval:
		next = taglane.Say("%s Then it goes on by itself.", r.unapproved())
	case WaitsOffline:
		next = taglane.Say("There is no network; it goes on by itself.")
	case WaitsRefused:
		if r.Wanted != "" {
			return taglane.Say("%s The post stays as it was: %s Try again, or leave it so.", public, r.FaultMessage)
		}
		return taglane.Say("%s Its products are not attached: %s Try again, or add them by hand.", public, r.FaultMessage)
	case WaitsUntil:
		next = taglane.Say("Next try at %s, by itself.", r.Until)
		if r.FaultMessage.Format != "" {
			next = taglane.Say("%s %s", r.FaultMessage, next)
		}
	default: // nobody holds a post that is public
		if r.Wanted != "" {
			return taglane.Say("%s It is being changed to the new version.", public)
		}
		return taglane.Say("%s Its products are being attached.", public)
	}
	if r.Wanted != "" {
		return taglane.Say("%s It is not changed to the new version yet. %s", public, next)
	}
	return taglane.Say("%s Its products are not attached yet. %s", public, next)
}

// Evidence is what a person is told before they look for themselves: what was
// asked for and when, what was answered, and that nothing is sent again.
// Nothing is said of a row that is not unsure.
func (r Row) Evidence() taglane.Said {
	if r.Wait != WaitsUnsure {
		return taglane.Said{}
	}
	answer := taglane.Say("No answer was heard.")
	if r.Answer.Format != "" {
		answer = taglane.Say("The answer was: %s", r.Answer)
	}
	if r.IntentAt.IsZero() { // of a row from before
		return taglane.Say("%s %s Nothing is sent again by itself.", answer, r.FaultMessage)
	}
	return taglane.Say("Publishing was asked for at %s. %s %s Nothing is sent again by itself.", r.IntentAt, answer, r.FaultMessage)
}

// amount is how much of a clip is uploaded.
func amount(have, of int64) taglane.Said {
	const kb, mb = 1000, 1000 * 1000
	if of < 10*mb {
		return taglane.Say("%d of %d KB", have/kb, of/kb)
	}
	return taglane.Say("%d of %d MB", have/mb, of/mb)
}
