package taglane

// Variant is what was decided of one clip for one account alone. Its fields
// are the service's own options and those named below; what is absent is
// decided elsewhere.
type Variant struct {
	Clip    ID                `json:"clip"`
	Account ID                `json:"account"`
	Fields  map[string]string `json:"fields"`
}

// What may be decided besides a service's own options.
const (
	SaysTitle        = "title"
	SaysCaption      = "caption"
	SaysHashtags     = "hashtags" // words that begin with #, apart from the caption
	SaysFirstComment = "first_comment"
	SaysCoverFrame   = "cover_frame" // a frame of the clip, as a number
	SaysSignature    = "signature"   // of an account: the text under every caption; of a variant: "no" leaves it out
	SaysFit          = "fit"         // "yes": a file made to fit the place
	SaysOverlay      = "overlay"     // "yes": the disclosure is written on the film
	SaysInVideo      = "disclosed_in_video"
	SaysAudience     = "audience" // where those live who see it, such as "US DE"
)
