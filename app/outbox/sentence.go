package outbox

import "fmt"

// Sentence says in one sentence where the publication stands.
func (r Row) Sentence() string {
	switch r.Wait {
	case WaitsLogin:
		return "Connect the account again to go on."
	case WaitsOffline:
		return "There is no network; it goes on by itself."
	case WaitsApproval:
		return "Waiting for approval."
	case WaitsRefused:
		return r.FaultMessage
	case WaitsUnsure:
		return r.FaultMessage + " Please look at the account and say whether it is there."
	case WaitsPaused:
		return "Paused."
	case WaitsCanceled:
		return "Canceled before anything became public."
	case WaitsElsewhere:
		return "A teammate has published this already."
	case WaitsUntil:
		return r.waitingSentence()
	}
	switch {
	case r.asking():
		return "Asking the platform whether it became public."
	case r.Stage == Queued:
		return "Waiting for its turn."
	case r.Stage == Open && r.Size > 0:
		return fmt.Sprintf("Uploading: %d %%.", r.Offset*100/r.Size)
	case r.Stage == Open:
		return "Uploading."
	case r.Stage == Sent:
		return "Uploaded; the platform is processing it."
	case r.Stage == Ready:
		return "Uploaded and ready to be published."
	case r.Stage == Live:
		return "Public; the products are being attached."
	}
	return "Public, with its products."
}

func (r Row) waitingSentence() string {
	switch {
	case r.asking():
		return "Asking the platform whether it became public."
	case r.FaultMessage != "":
		return r.FaultMessage + " It is tried again by itself."
	case r.Until.Equal(r.At) && r.Stage > Queued:
		return "Everything is uploaded; it is published at its time."
	case r.Stage == Sent || r.Stage == Ready:
		return "Still being processed; we keep checking."
	}
	return "Waiting for its time."
}
