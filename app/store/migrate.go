package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
)

// application marks the file as ours ("TGLN").
const application = 0x54474c4e

//go:embed migrations/*.sql
var migrations embed.FS

// versions is how many forms a library has had, and so the number of this one.
func versions() int {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // fails only for a pattern that is none
	return len(names)
}

// migrate brings the file from a version to this build's, each step in its own
// transaction together with its number.
func migrate(ctx context.Context, db *sql.DB, version int) error {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return err
	}
	for v, name := range names[version:] {
		script, err := migrations.ReadFile(name)
		if err != nil {
			return err
		}
		if err := step(ctx, db, string(script), version+v+1); err != nil {
			return named(err, "bring the library up to date")
		}
	}
	return nil
}

func step(ctx context.Context, db *sql.DB, script string, version int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec(script); err != nil {
		return err
	}
	if _, err := tx.Exec(fmt.Sprintf(`PRAGMA user_version = %d; PRAGMA application_id = %d`, version, application)); err != nil {
		return err
	}
	return tx.Commit()
}
