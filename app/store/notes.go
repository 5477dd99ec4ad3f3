package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"taglane/app/edit"
	"taglane/app/taglane"
)

// Kinds of what people say about clips.
const (
	KindComment = "comment"
	KindMember  = "member"
	KindVerdict = "verdict"
	// KindApprovals is how many approvals the clips of a project need before they
	// are published; its id is the project's, or NoProject.
	KindApprovals = "approvals"
)

// NoProject stands for the clips that belong to none.
const NoProject taglane.ID = "none"

// textField is the cell of one wording of a comment. Each is a cell of its own,
// so that none is lost where two people change one comment.
const textField = "text/"

// reactionField is the cell of one emoji of one member: true or false.
const reactionField = "reaction/"

// CommentWrites are all cells of a new comment, with its one text.
func CommentWrites(c taglane.Comment) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindComment, c.ID, field, v) }
	all := []edit.Write{
		set(edit.Present, true), set("clip", c.Clip), set("span", taglane.Span{In: c.Frame, Out: c.Out}),
		set("author", c.Author), set("name", c.Name), set("at", c.At),
	}
	if c.Version != "" {
		all = append(all, set("version", c.Version))
	}
	if c.Reply != "" {
		all = append(all, set("reply", c.Reply))
	}
	if len(c.Drawing) > 0 {
		all = append(all, set("drawing", c.Drawing))
	}
	for _, t := range c.Texts {
		all = append(all, TextWrite(c.ID, t))
	}
	return all
}

// TextWrite adds a wording to a comment.
func TextWrite(comment taglane.ID, t taglane.Text) edit.Write {
	return Set(KindComment, comment, textField+string(t.ID), t)
}

// ReactionWrite adds or takes away a member's emoji.
func ReactionWrite(comment taglane.ID, r taglane.Reaction, there bool) edit.Write {
	return Set(KindComment, comment, reactionField+r.Emoji+"/"+string(r.Member), there)
}

// MemberWrites are all cells of a member.
func MemberWrites(m taglane.Member) []edit.Write {
	set := func(field string, v any) edit.Write { return Set(KindMember, m.ID, field, v) }
	all := []edit.Write{set(edit.Present, true), set("name", m.Name), set("colour", m.Colour), set("key", m.Key)}
	if m.Guest {
		all = append(all, set("guest", true))
	}
	return all
}

// VerdictWrites are the cells of a verdict: one, for it is signed as a whole.
func VerdictWrites(v taglane.Verdict) []edit.Write {
	return []edit.Write{Set(KindVerdict, taglane.VerdictID(v.Clip, v.Member, v.N), "verdict", v)}
}

func commentOf(id string, f fields) taglane.Comment {
	span := read[taglane.Span](f, "span")
	c := taglane.Comment{
		ID: taglane.ID(id), Clip: read[taglane.ID](f, "clip"), Frame: span.In, Out: span.Out,
		Author: read[taglane.ID](f, "author"), Name: read[string](f, "name"), At: read[time.Time](f, "at"),
		Reply: read[taglane.ID](f, "reply"), Drawing: read[[]taglane.Stroke](f, "drawing"),
		Resolved: read[*taglane.Resolved](f, "resolved"), Deleted: gone(f),
		Assignee: read[taglane.ID](f, "assignee"), Done: read[*taglane.Done](f, "done"), Reactions: reactionsOf(f),
		Version: read[taglane.ID](f, "version"), Carried: carriedOf(f),
	}
	var texts []taglane.Text
	for name := range f {
		word, is := strings.CutPrefix(name, textField)
		if t := read[taglane.Text](f, name); is && string(t.ID) == word {
			texts = append(texts, t)
		}
	}
	c.Edited, c.Texts = len(texts) > 1, taglane.Standing(texts)
	if c.Deleted {
		c.Texts, c.Drawing, c.Assignee, c.Done, c.Reactions = nil, nil, "", nil, nil
	}
	return c.Tamed()
}

// reactionsOf are those that are there, in the order of the emojis; others than
// those are kept in the cells alone.
func reactionsOf(f fields) (out []taglane.Reaction) {
	for name := range f {
		rest, is := strings.CutPrefix(name, reactionField)
		emoji, member, whole := strings.Cut(rest, "/")
		if is && whole && slices.Contains(taglane.Emojis, emoji) && read[bool](f, name) {
			out = append(out, taglane.Reaction{Emoji: emoji, Member: taglane.ID(member)})
		}
	}
	slices.SortFunc(out, func(a, b taglane.Reaction) int {
		return cmp.Or(cmp.Compare(slices.Index(taglane.Emojis, a.Emoji), slices.Index(taglane.Emojis, b.Emoji)), cmp.Compare(a.Member, b.Member))
	})
	return out
}

func memberOf(id string, f fields) taglane.Member {
	m := taglane.Member{ID: taglane.ID(id), Name: taglane.OneLine(read[string](f, "name"), taglane.MostName), Colour: read[int](f, "colour"), Key: read[[]byte](f, "key"), Guest: read[bool](f, "guest")}
	if m.Colour < 1 || m.Colour > 8 {
		m.Colour = 1
	}
	return m
}

// verdictOf is the verdict under an id. One that is not what its id says, or
// cannot be read, is kept without a signature: nobody's, and yet in the way of
// an older one of the same member.
func verdictOf(id string, f fields) (v taglane.Verdict, ok bool) {
	clip, member, n, ok := taglane.ParseVerdictID(taglane.ID(id))
	v = read[taglane.Verdict](f, "verdict")
	if v.Clip != clip || v.Member != member || v.N != n {
		v = taglane.Verdict{Clip: clip, Member: member, N: n}
	}
	return v, ok
}

// projectNote brings the tables of what people say in step.
func projectNote(tx *sql.Tx, t thing, f fields) error {
	if _, err := tx.Exec(`DELETE FROM `+t.kind+` WHERE id = ?`, t.id); err != nil { // the kinds are the tables' names
		return err
	}
	switch t.kind {
	case KindComment:
		v := commentOf(t.id, f)
		return insert(tx, v, `INSERT INTO comment (id, clip, body) VALUES (?1, ?2, ?3)`, t.id, string(v.Clip))
	case KindMember:
		if gone(f) {
			return nil
		}
		return insert(tx, memberOf(t.id, f), `INSERT INTO member (id, body) VALUES (?1, ?2)`, t.id)
	}
	v, ok := verdictOf(t.id, f)
	if !ok {
		return nil
	}
	return insert(tx, v, `INSERT INTO verdict (id, clip, body) VALUES (?1, ?2, ?3)`, t.id, string(v.Clip))
}

// Comments lists what was said about a clip, also what was deleted, by id.
func (s *Store) Comments(ctx context.Context, clip taglane.ID) ([]taglane.Comment, error) {
	return list[taglane.Comment](s, `SELECT body FROM comment WHERE clip = ? ORDER BY id`, string(clip))
}

// Comment is the comment of that id; NotFound when there is none.
func (s *Store) Comment(ctx context.Context, id taglane.ID) (taglane.Comment, error) {
	return the[taglane.Comment](s, taglane.Say("There is no such comment."), `SELECT body FROM comment WHERE id = ?`, string(id))
}

// Members lists those who work on this library, by id.
func (s *Store) Members(ctx context.Context) ([]taglane.Member, error) {
	return list[taglane.Member](s, `SELECT body FROM member ORDER BY id`)
}

// Verdicts lists all verdicts on a clip, in no order. None of them was verified.
func (s *Store) Verdicts(ctx context.Context, clip taglane.ID) ([]taglane.Verdict, error) {
	return list[taglane.Verdict](s, `SELECT body FROM verdict WHERE clip = ?`, string(clip))
}

// Approvals is how many approvals a project's clips need; 0 for none.
func (s *Store) Approvals(ctx context.Context, project taglane.ID) (int, error) {
	f, err := fieldsOf(s.read, thing{KindApprovals, string(or(project, NoProject))})
	if err != nil {
		return 0, named(err, "read the library")
	}
	return max(0, read[int](f, "needs")), nil
}

// ApprovalsWrite says how many approvals a project's clips need.
func ApprovalsWrite(project taglane.ID, n int) edit.Write {
	return Set(KindApprovals, or(project, NoProject), "needs", n)
}

// AwaitingApproval lists the publications that wait for approval.
func (s *Store) AwaitingApproval(ctx context.Context) ([]taglane.ID, error) {
	return column[taglane.ID](ctx, s, `SELECT id FROM publication WHERE wait = 'approval'`)
}

// Variants is what was decided of a clip for single accounts, by account. An
// account of a teammate's is among them.
func (s *Store) Variants(ctx context.Context, clip taglane.ID) (map[taglane.ID]map[string]string, error) {
	rows, err := s.read.QueryContext(ctx, `SELECT id, field, value FROM cell WHERE kind = ?1 AND id > ?2 || '/' AND id < ?2 || '0'`, KindVariant, string(clip)) // 0 comes after /
	if err != nil {
		return nil, named(err, "read the library")
	}
	defer rows.Close()
	out := map[taglane.ID]map[string]string{}
	for rows.Next() {
		var id, field, value string
		if err := rows.Scan(&id, &field, &value); err != nil {
			return nil, named(err, "read the library")
		}
		account := taglane.ID(strings.TrimPrefix(id, string(clip)+"/"))
		if text := read[string](fields{field: []byte(value)}, field); text != "" {
			if out[account] == nil {
				out[account] = map[string]string{}
			}
			out[account][field] = text
		}
	}
	return out, named(rows.Err(), "read the library")
}
