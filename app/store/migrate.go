package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"taglane/app/taglane"
)

// application marks the file as ours ("TGLN").
const application = 0x54474c4e

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to this build's version, each step in its own
// transaction together with its number.
func migrate(ctx context.Context, db *sql.DB) error {
	names, err := fs.Glob(migrations, "migrations/*.sql") // sorted
	if err != nil {
		return err
	}
	var app, version int
	if err := db.QueryRowContext(ctx, `PRAGMA application_id`).Scan(&app); err != nil {
		return named(err, "read the library")
	}
	if err := db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return named(err, "read the library")
	}
	switch {
	case version > len(names):
		return taglane.Errorf(taglane.Refused, "This library was made by a newer Taglane. Update the app to open it; nothing was changed.")
	case version > 0 && app != application:
		return taglane.Errorf(taglane.Refused, "The file in this folder is not a Taglane library; nothing was changed.")
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
