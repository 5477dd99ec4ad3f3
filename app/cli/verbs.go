package cli

import (
	"context"
	"slices"
)

// verbs is the whole table, in the order help shows it.
func verbs() []verb {
	return slices.Concat(starts(), clipVerbs(), productVerbs(), tradeVerbs(), tagVerbs(), peopleVerbs(), accountVerbs(), outboxVerbs(), snapshotVerbs(), keepingVerbs())
}

func starts() []verb {
	return []verb{
		{"serve", "serve [--addr 127.0.0.1:0] [--origin URL] [--sample]", "Shows the studio in a browser on this machine.", 0, 0, nothing, serve},
		{"demo", "demo [--out DIR]", "Makes a shoppable page of the sample clip and prints its path.", 0, 0, aLibrary, demo},
		{"doctor", "doctor", "Says what is missing and the one command that mends it.", 0, 0, nothing, doctor},
	}
}

func clipVerbs() []verb {
	return []verb{
		{"import", "import PATH... [--watch]", "Takes clips in, from files and folders; nothing is copied or changed.", 1, -1, aLibrary, importClips},
		{"clips", "clips [QUERY] [--only PART] [--sort ORDER] [--project P]", "Lists the clips.", 0, 1, aLibrary, listClips},
		{"clip", "clip CLIP", "Shows one clip.", 1, 1, aLibrary, showClip},
		{"relink", "relink CLIP PATH", "Says where a clip's file lies now.", 2, 2, aLibrary, relink},
		{"find", "find FOLDER", "Looks below a folder for the files of clips that are missing.", 1, 1, aLibrary, findMissing},
		{"covers", "covers CLIP", "Ranks frames that would make a good cover.", 1, 1, aLibrary, covers},
		{"cover", "cover CLIP --at T [--out FILE] [--aspect 9:16|4:5|3:4|1:1|16:9]", "Sets the clip's cover.", 1, 1, aLibrary, cover},
		{"export", "export CLIP [--as FORM] [--out DIR] [--disclosure] [--hotspots]", "Writes a clip as a video for other places.", 1, 1, aLibrary, exportVideo},
	}
}

func productVerbs() []verb {
	return []verb{
		{"products add", "products add --title TEXT --url URL [--price 12.50EUR] [--image FILE] [--relation paid|commission|gifted|own|none] [--notes TEXT]", "Adds a product.", 0, 0, aLibrary, addProduct},
		{"products import", "products import FILE", "Takes products in from a file of Google Merchant, Shopify, WooCommerce, Meta, TikTok, or any table or JSON, also packed; a long one is kept as a catalogue to search in.", 1, 1, aLibrary, importProducts},
		{"products pictures", "products pictures [--fetch]", "Lists products whose picture could be fetched; with --fetch it fetches them, and what is left goes on later.", 0, 0, aLibrary, productPictures},
		{"products find", "products find [WORDS] [--at ACCOUNT] [--page N]", "Searches the catalogues that are kept here, or asks a shop or a network.", 0, -1, aLibrary, findListings},
		{"products read", "products read URL", "Reads what a product page sells.", 1, 1, aLibrary, readPage},
		{"products take", "products take SOURCE KEY [--as PRODUCT]", "Makes a product of what a catalogue lists, or renews one.", 2, 2, aLibrary, takeListing},
		{"products export", "products export [--out FILE.csv]", "Writes every product as a table.", 0, 0, aLibrary, exportProducts},
		{"products show", "products show PRODUCT", "Shows all that is known of a product, and every second it is in.", 1, 1, aLibrary, showProduct},
		{"products pay", "products pay PRODUCT (--by ACCOUNT --advertiser ID [--rate PERCENT] | --none)", "Says whose programme pays for a product; its links are made when a clip is published.", 1, 1, aLibrary, sellProduct},
		{"products embargo", "products embargo PRODUCT (--until 2026-12-01T10:00 --zone Europe/Berlin [--tag TAG] | --lift)", "Keeps a product back until a time.", 1, 1, aLibrary, embargo},
		{"products replace", "products replace PRODUCT BY [--in CLIP]... [--plan]", "Gives a product's place in clips to another.", 2, 2, aLibrary, replaceProduct},
		{"products", "products [QUERY]", "Lists the products.", 0, 1, aLibrary, listProducts},
	}
}

func tradeVerbs() []verb {
	return []verb{
		{"radar approve", "radar approve PRODUCT [--why TEXT] [--in CLIP]...", "Gives the place of a product that cannot be had to what the radar proposes.", 1, 1, aLibrary, approveSwap},
		{"radar decline", "radar decline PRODUCT --why TEXT", "Leaves such a product where it is; it is not proposed again until there is new evidence.", 1, 1, aLibrary, declineSwap},
		{"radar history", "radar history [PRODUCT]", "Lists what was said of proposals, by whom and why.", 0, 1, aLibrary, swapHistory},
		{"radar look", "radar look", "Looks once at everything whose time has come; others are asked only where that was wished.", 0, 0, aLibrary, lookAround},
		{"radar believe", "radar believe SOURCE [--not]", "Says whether what a doubted source said is true after all.", 1, 1, aLibrary, believeLooks},
		{"radar follow", "radar follow [NETWORK]... (--on | --off)", "Lets the radar ask shops by itself, and follow links of networks; networks may count that as clicks. Off until you say so.", 0, -1, aLibrary, wishLooks},
		{"radar", "radar", "Lists what is wrong with products that clips show, and what is proposed.", 0, 0, aLibrary, radar},
		{"launches", "launches", "Lists what will be shown for the first time, and when.", 0, 0, aLibrary, launches},
		{"links audit", "links audit [CLIP] [--follow]", "Looks whether links still pay; with --follow it opens them.", 0, 1, aLibrary, auditLinks},
		{"links read", "links read URL", "Says what a pasted link is and whom it pays.", 1, 1, aLibrary, readLink},
		{"links utm", "links utm ACCOUNT [--source T] [--medium T] [--campaign T] [--content T] [--term T] [--off] [--try]", "Says or decides what the links of a network's account tell the shop's own statistics.", 1, 1, aLibrary, linksUTM},
		{"links", "links [CLIP]", "Lists the links that were made.", 0, 1, aLibrary, listLinks},
		{"programs", "programs [ACCOUNT]", "Lists the programmes of networks; asks the network of an account first.", 0, 1, aLibrary, listPrograms},
		{"insights import", "insights import CLIP FILE.csv [--service S]", "Takes in how much of the audience stays, or what a page counted.", 2, 2, aLibrary, importInsights},
		{"insights", "insights [CLIP] [--from DAY] [--to DAY] [--renew] [--csv]", "Says what posts and links brought in.", 0, 1, aLibrary, insights},
	}
}

func tagVerbs() []verb {
	return []verb{
		{"tag", "tag CLIP PRODUCT --in T --out T [--spot X,Y] [--relation R] [--notes TEXT]", "Tags a product over a span of a clip.", 2, 2, aLibrary, addTag},
		{"untag", "untag TAG", "Removes a tag.", 1, 1, aLibrary, removeTag},
		{"tags export", "tags export CLIP --format json|webvtt|csv|otio|edl|youtube|cloudinary|cloudimage [--out FILE]", "Writes a clip's tags for other tools.", 1, 1, aLibrary, exportTags},
		{"tags import", "tags import CLIP FILE", "Adds the tags of a file to a clip.", 2, 2, aLibrary, importTags},
		{"tags", "tags CLIP", "Lists the tags of a clip.", 1, 1, aLibrary, listTags},
		{"undo", "undo CLIP", "Takes back the last gesture on a clip.", 1, 1, aLibrary, undo},
		{"redo", "redo CLIP", "Brings back what was taken back last.", 1, 1, aLibrary, redo},
		{"history", "history CLIP", "Lists the gestures on a clip.", 1, 1, aLibrary, history},
	}
}

func peopleVerbs() []verb {
	return []verb{
		{"comment reply", "comment reply COMMENT TEXT", "Answers a comment.", 2, 2, aLibrary, replyComment},
		{"comment edit", "comment edit COMMENT TEXT", "Changes what you said.", 2, 2, aLibrary, editComment},
		{"comment resolve", "comment resolve COMMENT [--open]", "Closes a comment's thread, or opens it again.", 1, 1, aLibrary, resolveComment},
		{"comment delete", "comment delete COMMENT", "Deletes what you said; answers to it stay.", 1, 1, aLibrary, deleteComment},
		{"comment assign", "comment assign COMMENT [MEMBER]", "Says whom a comment waits for; without a member, nobody.", 1, 2, aLibrary, assignComment},
		{"comment done", "comment done COMMENT [--not]", "Says that what a comment asks for is done.", 1, 1, aLibrary, doneComment},
		{"comment react", "comment react COMMENT EMOJI", "Reacts to a comment with 👍 🎉 😍 😄 👀 or 🤔, or takes that back.", 2, 2, aLibrary, reactComment},
		{"comment share", "comment share COMMENT", "Gives a private note to everybody; that cannot be taken back from those who have it.", 1, 1, aLibrary, shareComment},
		{"comment", "comment CLIP TEXT [--at T] [--out T] [--private]", "Says something about a clip, at a frame or over some.", 2, 2, aLibrary, addComment},
		{"versions", "versions CLIP", "Lists the versions of a clip, the new cut that waits, and what a cut left without a place.", 1, 1, aLibrary, listVersions},
		{"versions back", "versions back CLIP ID... [--at T]", "Gives what a cut left behind a place again.", 2, -1, aLibrary, bringBack},
		{"cut", "cut CLIP [FILE] [--accept] [--note TEXT] [--drop]", "Compares a file with the clip and says what would move with the cut; it waits until it is accepted or let go.", 1, 2, aLibrary, newCut},
		{"comments export", "comments export CLIP --format csv|pdf|edl|otio [--out FILE] [--private]", "Writes the comments of a clip for other tools, or on pages with a picture for each.", 1, 1, aLibrary, exportComments},
		{"comments", "comments CLIP", "Lists what was said about a clip.", 1, 1, aLibrary, listComments},
		{"waiting", "waiting", "Lists what waits for you: comments assigned to you, and clips that want your verdict.", 0, 0, aLibrary, waiting},
		{"review export", "review export CLIP [--out FILE.html] [--no-verdict] [--no-comments] [--no-video] [--download] [--note TEXT]", "Writes a clip as one file that people without Taglane open, comment on and judge.", 1, 1, aLibrary, exportReview},
		{"review import", "review import FILE.json|-", "Takes in what came back of such a file; the same answer twice is once.", 1, 1, aLibrary, importReview},
		{"review serve", "review serve CLIP... [--addr ADDRESS] [--rights comment,approve,download] [--days 7]", "Shows clips to people in the same network, behind a link and a PIN, until you end it.", 1, -1, aLibrary, serveReview},
		{"verdict", "verdict CLIP [approves|changes|withdrawn] [--note TEXT]", "Says what you think of a clip as it stands, signed; without an answer, how it stands with everybody.", 1, 2, aLibrary, verdict},
		{"approvals", "approvals [N] [--project P]", "Says or decides how many approvals the clips of a project need before they are published; 0 for none.", 0, 1, aLibrary, approvals},
		{"members know", "members know MEMBER (FINGERPRINT | --not)", "Says that a member's key is theirs, by the fingerprint they read out; only then do their verdicts count here.", 1, 2, aLibrary, knowMember},
		{"members me", "members me NAME [--colour N]", "Says what you are called.", 1, 1, aLibrary, setMe},
		{"members", "members", "Lists who works on this library, you first.", 0, 0, aLibrary, listMembers},
	}
}

func accountVerbs() []verb {
	return []verb{
		{"services", "services", "Lists the kinds of places there are, with what each needs and what is decided.", 0, 0, aLibrary, listServices},
		{"accounts add", "accounts add SERVICE --name N [--base-url URL] [--secret-file F] [--set key=value]...", "Adds a place clips can go to.", 1, 1, aLibrary, addAccount},
		{"accounts connect", "accounts connect ACCOUNT", "Logs in to an account with your browser.", 1, 1, aLibrary, connectAccount},
		{"accounts health", "accounts health ACCOUNT", "Asks how an account stands.", 1, 1, aLibrary, accountHealth},
		{"accounts disconnect", "accounts disconnect ACCOUNT", "Takes the leave of an account back; the account stays.", 1, 1, aLibrary, disconnectAccount},
		{"accounts remove", "accounts remove ACCOUNT", "Takes the leave of an account back and forgets the account.", 1, 1, aLibrary, removeAccount},
		{"accounts", "accounts", "Lists the accounts.", 0, 0, aLibrary, listAccounts},
		{"check", "check CLIP --to ACCOUNT [--at RFC3339] [--set key=value]...", "Says what stands in the way of publishing, and what would be lost.", 1, 1, aLibrary, check},
		{"loss", "loss CLIP [--first PRODUCT]...", "Says what every place keeps of a clip and its tags, and why not all.", 1, 1, aLibrary, loss},
		{"publish", "publish CLIP --to ACCOUNT [--caption-file F] [--at RFC3339] [--set key=value]...", "Freezes a clip and queues it for an account.", 1, 1, aLibrary, publish},
		{"variant", "variant CLIP --to ACCOUNT [--set key=value]...", "Says what a clip says at one account, and decides it for that account alone.", 1, 1, aLibrary, variant},
		{"mend", "mend CLIP RULE --to ACCOUNT", "Mends what a rule of check found, where Taglane can do that by itself.", 2, 2, aLibrary, mend},
		{"leave", "leave CLIP RULE --to ACCOUNT (--reason TEXT | --raise)", "Leaves what a rule of the law or of the house found as it is, and says why; the platform's own rules cannot be left.", 2, 2, aLibrary, leave},
		{"team join", "team join LOCATION [--user NAME] [--secret-file F]", "Joins the team at a shared folder, or at a hub such as tls://hub.example.com:4222/team.", 1, 1, aLibrary, joinTeam},
		{"team leave", "team leave", "Ends the exchange; everything stays, here and there.", 0, 0, aLibrary, leaveTeam},
		{"team sync", "team sync", "Receives what others did and sends what was done here.", 0, 0, aLibrary, syncTeam},
		{"team status", "team status", "Says how this library stands to its team.", 0, 0, aLibrary, teamStatus},
		{"team feed", "team feed [--most N]", "Lists what anybody did, the latest first.", 0, 0, aLibrary, teamFeed},
		{"team restore", "team restore DEVICE NUMBER", "Brings back what one step of the feed deleted.", 2, 2, aLibrary, restoreGone},
		{"team export", "team export FILE.taglane", "Writes everything as one signed file.", 1, 1, aLibrary, exportBundle},
		{"team original", "team original CLIP", "Asks the team for a clip's own file; it comes with a later sync.", 1, 1, aLibrary, fetchOriginal},
		{"team import", "team import FILE.taglane [--look]", "Takes such a file in, once it is verified.", 1, 1, aLibrary, importBundle},
	}
}

func outboxVerbs() []verb {
	return []verb{
		{"outbox show", "outbox show ID", "Shows one publication with every step.", 1, 1, aLibrary, showPublication},
		{"outbox run", "outbox run [--until-idle]", "Carries what is queued to its platforms.", 0, 0, aLibrary, runOutbox},
		{"outbox answer", "outbox answer ID --posted URL|--not-posted", "Says whether an unsure publication is public.", 1, 1, aLibrary, answerPublication},
		{"outbox cancel", "outbox cancel ID", "Calls a publication off while nothing is public.", 1, 1, aLibrary, cancelPublication},
		{"outbox pause", "outbox pause [ID]", "Lets one publication rest, or without an ID the whole outbox.", 0, 1, aLibrary, pauseOutbox},
		{"outbox resume", "outbox resume [ID]", "Lets one publication go on, or without an ID the whole outbox.", 0, 1, aLibrary, resumeOutbox},
		{"outbox retry", "outbox retry ID", "Lets a publication that waits for you go on; the platform is asked first.", 1, 1, aLibrary, retryPublication},
		{"outbox schedule", "outbox schedule ID --at RFC3339|now", "Gives a publication another time.", 1, 1, aLibrary, schedulePublication},
		{"outbox together", "outbox together ID [ID]...", "Lets publications of one time become public together or not at all; one alone is by itself again.", 1, -1, aLibrary, publishTogether},
		{"outbox update", "outbox update ID", "Makes a public post say what its clip says now.", 1, 1, aLibrary, updatePublication},
		{"sheet", "sheet ID [--done N]... [--undone N]...", "Lists what is left to do by hand for a public post.", 1, 1, aLibrary, sheet},
		{"outbox", "outbox", "Lists what is queued and what went out.", 0, 0, aLibrary, listOutbox},
	}
}

func keepingVerbs() []verb {
	return []verb{
		{"export-all", "export-all DIR [--films] [--no-private] [--zip]", "Writes the whole library into a new folder, or one file, in forms that need no Taglane; nothing secret is in it.", 1, 1, aLibrary, exportEverything},
		{"import-all", "import-all DIR|FILE.zip [--look]", "Makes the same library of such a folder or file again, where there is none yet.", 1, 1, nothing, importEverything},
		{"rebuild", "rebuild", "Makes every list again from the log.", 0, 0, aLibrary, rebuild},
		{"version", "version", "Prints the version.", 0, 0, nothing, version},
	}
}

func serve(c *call) func(context.Context) error {
	addr := c.flags.String("addr", "127.0.0.1:0", "loopback address to listen on")
	origin := c.flags.String("origin", "", "one more page that may ask, for development")
	sample := c.flags.Bool("sample", false, "put the sample clip into the library first")
	return func(ctx context.Context) error {
		return c.world.Serve(ctx, ServeOptions{Library: c.library, Addr: *addr, Origin: *origin, Sample: *sample, JSON: c.json})
	}
}
