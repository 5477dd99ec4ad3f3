// Package secrets keeps tokens and keys where other programs cannot read them,
// and never silently in plain text.
//
// The system's keyring holds one key of 32 bytes for a library, which fits the
// limits of every keyring and asks the person once. That key opens the key
// file, the key file holds the data key, and the data key opens one sealed file
// for each secret:
//
//	keyring, or passphrase ─ opens → key ─ holds → data key ─ opens → 3f9c…/8d21…
//
// Where there is no keyring the person chooses: a passphrase, nothing
// remembered, or, only when told so, no protection at all. The last is the same
// files under a key that everybody knows: as good as plain text, and Health
// calls it that.
//
// Sealing is XChaCha20-Poly1305, whose nonces are long enough to be drawn by
// chance forever; a passphrase is stretched with argon2id. Both are of
// golang.org/x/crypto, which the program carries anyway. What a box is for is
// authenticated with it: its format and its name for a secret, the library and
// the whole head for the key file. No file can stand in for another.
//
// A move, from a passphrase to another or to the keyring, writes every secret
// anew under a new data key in a folder of its own and then renames one file,
// the key file, which names that folder. Whoever has the old passphrase and an
// old copy of the key file reads nothing that was kept since, and a crash finds
// the old state or the new.
//
// The surprising decision: a key in the keyring is never replaced nor
// removed. Two copies of a library share it, and throwing it away with one would
// lock the other forever. It opens nothing once no key file needs it.
//
// What secrets cannot know is whether the whole folder was put back from an
// older copy: it then tells what was true at that time. It refuses to know
// accounts, services and upload sessions: it keeps bytes under names. One
// library is open in one process, which the store sees to.
package secrets
