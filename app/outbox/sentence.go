package outbox

import "taglane/app/taglane"

// Sentence says in one sentence where the publication stands.
func (r Row) Sentence() taglane.Said {
	switch r.Wait {
	case WaitsLogin:
		return taglane.Say("Connect the account again to go on.")
	case WaitsOffline:
		return taglane.Say("There is no network; it goes on by itself.")
	case WaitsApproval:
		return taglane.Say("Waiting for approval.")
	case WaitsRefused:
		return r.FaultMessage
	case WaitsUnsure:
		return taglane.Say("%s Please look at the account and say whether it is there.", r.FaultMessage)
	case WaitsPaused:
		return taglane.Say("Paused.")
	case WaitsCanceled:
		return taglane.Say("Canceled before anything became public.")
	case WaitsElsewhere:
		return taglane.Say("A teammate has published this already.")
	case WaitsUntil:
		return r.waitingSentence()
	}
	switch {
	case r.asking():
		return taglane.Say("Asking the platform whether it became public.")
	case r.Stage == Queued:
		return taglane.Say("Waiting for its turn.")
	case r.Stage == Open && r.Size > 0:
		return taglane.Say("Uploading: %d %%.", r.Offset*100/r.Size)
	case r.Stage == Open:
		return taglane.Say("Uploading.")
	case r.Stage == Sent:
		return taglane.Say("Uploaded; the platform is processing it.")
	case r.Stage == Ready:
		return taglane.Say("Uploaded and ready to be published.")
	case r.Stage == Live:
		return taglane.Say("Public; the products are being attached.")
	}
	return taglane.Say("Public, with its products.")
}

func (r Row) waitingSentence() taglane.Said {
	switch {
	case r.asking():
		return taglane.Say("Asking the platform whether it became public.")
	case r.FaultMessage.Format != "":
		return taglane.Say("%s It is tried again by itself.", r.FaultMessage)
	case r.Until.Equal(r.At) && r.Stage > Queued:
		return taglane.Say("Everything is uploaded; it is published at its time.")
	case r.Stage == Sent || r.Stage == Ready:
		return taglane.Say("Still being processed; we keep checking.")
	}
	return taglane.Say("Waiting for its time.")
}
