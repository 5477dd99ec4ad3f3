package graph

import (
	"context"

	"taglane/app/platform"
	"taglane/app/taglane"
)

// Needs are what a person brings of their own Meta app.
func Needs() []platform.Need {
	return []platform.Need{
		{Key: "app_id", Title: taglane.Say("App ID"), Hint: taglane.Say("A number, under App settings → Basic.")},
		{Key: "app_secret", Title: taglane.Say("App secret"), Hint: taglane.Say("Beside it; press Show and enter your password."), Secret: true},
	}
}

// apps is where a person's Meta apps are.
const apps = "https://developers.facebook.com/apps/"

// Guide is how a person gets them. Connecting itself is told by each service.
func Guide(permissions string) []platform.Stage {
	return []platform.Stage{
		{Text: taglane.Say("Register as a developer at Meta, with the account that manages your Page."), Link: "https://developers.facebook.com/"},
		{Text: taglane.Say("Create an app of the type Business."), Link: apps + "creation/",
			Note: taglane.Say("The app stays your own: as long as everyone who logs in has a role in it, Meta does not have to review it.")},
		{Text: taglane.Say("Add the product Facebook Login for Business and allow these permissions."), Link: apps, Copy: permissions,
			Note: taglane.Say("Leave the app in development mode: only then may a login return to http://localhost.")},
		{Text: taglane.Say("If the app is live, allow this address under Valid OAuth Redirect URIs, turn on Embedded Browser OAuth Login, and choose “I paste the address” as the way back."),
			Link: apps, Copy: ownPage},
		{Text: taglane.Say("Under App roles → Roles, add everyone whose account is connected, unless the app is theirs."), Link: apps},
		{Text: taglane.Say("Copy the app's ID and its secret from App settings → Basic."), Link: apps,
			Note: taglane.Say("The secret stays in this computer's keyring and signs each call.")},
	}
}

// wayBack is the setting that says how a login comes back.
const wayBack = "login_return"

// Return is how the login comes back.
func Return() platform.Option {
	return platform.Option{
		Key: wayBack, Title: taglane.Say("Way back from the login"), Kind: platform.AsChoice, Default: "here", Account: true,
		Hint: taglane.Say("Facebook sends people back to this computer only while the app is in development mode."),
		Choices: []platform.Choice{
			{Value: "here", Title: taglane.Say("To this computer")},
			{Value: "paste", Title: taglane.Say("I paste the address")},
		},
	}
}

// Pasted says whether the person brings the address back by hand.
func Pasted(a taglane.Account) bool { return a.Settings[wayBack] == "paste" }

// Versions is which Graph is asked.
func Versions() platform.Option {
	return platform.Option{
		Key: "graph_version", Title: taglane.Say("Version of Meta's interface"), Kind: platform.AsText, Default: Version, Account: true,
		Hint: taglane.Say("Meta ends each after about two years."),
	}
}

// Choose lets the person say which of several Pages is meant; nil: there is none.
func Choose(ctx context.Context, with platform.Person, what taglane.Said, among []Page, called func(Page) string) (*Page, error) {
	switch len(among) {
	case 0:
		return nil, nil
	case 1:
		return &among[0], nil
	}
	names := []string{}
	for _, p := range among {
		names = append(names, called(p))
	}
	i, err := with.Choose(ctx, what, names)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(among) {
		return nil, taglane.Errorf(taglane.Refused, "The login was called off.")
	}
	return &among[i], nil
}

// Connector is what both services of Meta can do.
type Connector interface {
	platform.Publisher
	platform.Insights
	platform.Keeper
	platform.Losing
	platform.Linker
	platform.Updater
	platform.Healthy
	platform.Paced
	platform.Timekeeper
	platform.Roomy
	platform.Narrow
	platform.HandingOff
	platform.Fitting
}
