package secrets_test

import (
	"fmt"
	"os"
	"time"

	"taglane/app/secrets"
)

// A terminal without a keyring is given the passphrase by the environment.
func ExampleOpen() {
	dir, _ := os.MkdirTemp("", "vault")
	defer os.RemoveAll(dir)
	os.Setenv("TAGLANE_PASSPHRASE", "correct horse battery staple")

	vault, err := secrets.Open(secrets.Options{
		Dir:     dir,
		Library: "8c1f",
		Now:     time.Now,
		Ask:     func() (secrets.Passphrase, error) { return secrets.Passphrase(os.Getenv("TAGLANE_PASSPHRASE")), nil },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer vault.Close()
	vault.Keep("account/youtube", []byte("a token"))

	fmt.Println(vault.Names())
	fmt.Println(vault.Health().Sentence)
	// Output:
	// [account/youtube] <nil>
	// Your sign-ins are sealed with your passphrase.
}
