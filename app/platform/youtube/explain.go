package youtube

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"time"
	_ "time/tzdata" // the day of a quota begins in Los Angeles, also where no zones are installed

	"taglane/app/platform/httpx"
	"taglane/app/taglane"
)

// plainReason is a reason that may be shown; messages hold markup and are not.
var plainReason = regexp.MustCompile(`^[A-Za-z_]{1,60}$`)

// explain turns an error of YouTube's into what can be done about it.
func explain(status int, h http.Header, body []byte) error {
	reasons := reasonsOf(body)
	if reasons == nil {
		return nil
	}
	now, _ := http.ParseTime(h.Get("Date"))
	for _, r := range reasons {
		if err := byReason(r, h, now); err != nil {
			return err
		}
	}
	if k := httpx.ClassOf(status); k != taglane.Refused && k != taglane.Invalid {
		return nil
	}
	for _, r := range reasons {
		if plainReason.MatchString(r) {
			return taglane.Errorf(taglane.Refused, "YouTube said no. Its reason is %q.", r)
		}
	}
	return taglane.Errorf(taglane.Refused, "%s said no.", taglane.Plain("YouTube"))
}

// reasonsOf are the reasons an error gives; nil of what is no error.
func reasonsOf(body []byte) (reasons []string) {
	var t trouble
	if json.Unmarshal(body, &t) != nil {
		return nil
	}
	for _, e := range t.Error.Errors {
		reasons = append(reasons, e.Reason)
	}
	for _, d := range t.Error.Details {
		reasons = append(reasons, d.Reason)
	}
	return append(reasons, t.Error.Status)
}

// usedUp says whether an error is about the day's quota.
func usedUp(body []byte) bool {
	return slices.ContainsFunc(reasonsOf(body), func(r string) bool { return r == "quotaExceeded" || r == "dailyLimitExceeded" })
}

func byReason(reason string, h http.Header, now time.Time) error {
	switch reason {
	case "youtubeSignupRequired":
		return taglane.Errorf(taglane.Login, "This Google account has no YouTube channel. Make one, or log in as the owner of the channel.")
	case "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
		return taglane.Errorf(taglane.Login, "Taglane may not do this on YouTube yet. Log in again and allow it.")
	case "accessNotConfigured", "SERVICE_DISABLED":
		return taglane.Errorf(taglane.Login, "The YouTube Data API v3 is switched off in your Google Cloud project. Switch it on there, then log in again.")
	case "quotaExceeded", "dailyLimitExceeded":
		return later(midnight(now), dayOver())
	case "uploadLimitExceeded":
		return later(after(now, 24*time.Hour), taglane.Say("YouTube takes no more uploads to this channel for about a day."))
	case "uploadRateLimitExceeded":
		return later(told(h, now, time.Hour), taglane.Say("YouTube takes no more covers for this channel for a few hours."))
	case "rateLimitExceeded", "userRateLimitExceeded", "RESOURCE_EXHAUSTED":
		return later(told(h, now, 2*time.Minute), taglane.Say("%s wants fewer calls for a while.", taglane.Plain("YouTube")))
	case "videoNotFound":
		return taglane.Errorf(taglane.NotFound, "YouTube does not know this video.")
	case "forbidden", "forbiddenPrivacySetting", "forbiddenLicenseSetting", "forbiddenEmbedSetting":
		return taglane.Errorf(taglane.Refused, "YouTube does not allow this for the channel. Its reason is %q.", reason)
	}
	if field, ok := fields[reason]; ok {
		return taglane.Errorf(taglane.Invalid, "YouTube does not accept the %s of the clip.", field)
	}
	return nil
}

// fields are the reasons that name what a person can mend.
var fields = map[string]taglane.Said{
	"invalidTitle":            taglane.Say("title"),
	"invalidDescription":      taglane.Say("caption"),
	"invalidTags":             taglane.Say("keywords"),
	"invalidCategoryId":       taglane.Say("category"),
	"invalidVideoMetadata":    taglane.Say("title or category"),
	"invalidPublishAt":        taglane.Say("time of publishing"),
	"invalidFilename":         taglane.Say("file name"),
	"invalidRecordingDetails": taglane.Say("details of the recording"),
	"invalidVideoGameRating":  taglane.Say("rating"),
	"defaultLanguageNotSet":   taglane.Say("language"),
	"mediaBodyRequired":       taglane.Say("video file"),
	"invalidImage":            taglane.Say("cover"),
}

func later(until time.Time, said taglane.Said) error {
	e := taglane.Refuse(taglane.Later, said)
	e.Until = until
	return e
}

// after is a time from now; zero where nobody said what time it is.
func after(now time.Time, d time.Duration) time.Time {
	if now.IsZero() {
		return time.Time{}
	}
	return now.Add(d)
}

// told is when YouTube itself wants to be asked again, or else d from now.
func told(h http.Header, now time.Time, d time.Duration) time.Time {
	if at := httpx.RetryAfter(h, now); !now.IsZero() && !at.IsZero() {
		return at
	}
	return after(now, d)
}

// midnight is when the next day of quotas begins.
func midnight(now time.Time) time.Time {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil || now.IsZero() {
		return time.Time{}
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone)
}
