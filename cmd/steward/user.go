package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"steward/domain"
	"steward/domain/access"
	"steward/domain/person"
	"steward/store"
)

func userCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "user", Short: "Add people, the first administrator among them, and help them to sign in", GroupID: groupCare, Args: cobra.NoArgs,
		Long: `Add people, list them, set their passwords, make tokens for them and disable them, without signing in: for whoever has the
database. Writes to DATABASE_URL, else to the database of the "steward up" that runs on STEWARD_DATA.`,
	}
	c.AddCommand(userCreateCommand(), userListCommand(), userDisableCommand(), userEnableCommand(), userPasswordCommand(), userTokenCommand())
	return c
}

// withStore runs f on the database that the environment names.
func withStore(cmd *cobra.Command, f func(context.Context, *store.Store) error) error {
	st, err := openStore(cmd.Context())
	if err != nil {
		return err
	}
	defer func() { _ = st.DB.Close() }()
	return inWords(f(cmd.Context(), st))
}

// inWords tells a refusal as a sentence, with the flag it is about.
func inWords(err error) error {
	var d *domain.Error
	if !errors.As(err, &d) {
		return err
	}
	if d.Field == "" {
		return errors.New(d.Text.En)
	}
	return fmt.Errorf("%s: %s", d.Field, d.Text.En)
}

func userCreateCommand() *cobra.Command {
	var login, name, nameEn, email, language, zone, unit, customer, password string
	var roles []string
	var invite bool
	c := &cobra.Command{
		Use: "create", Short: "Add a person", Args: cobra.NoArgs,
		Example: `  steward user create --role admin --login root --name "Root" --invite`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			in := store.UserInput{Login: &login, Name: &name, NameEn: &nameEn, Email: &email, Roles: &roles, Unit: domain.ParseKey(unit), Customer: domain.ParseKey(customer)}
			if language != "" {
				in.Language = &language
			}
			if zone != "" {
				in.Zone = &zone
			}
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				secret, err := passwordFrom(cmd, password)
				if err != nil {
					return err
				}
				u, err := st.CreateUser(ctx, access.Viewer{}, in, secret, "")
				if err != nil {
					return err
				}
				say(cmd, "%s is added, with the roles: %s\n", u.Login, cmp.Or(strings.Join(u.Roles, ", "), "none"))
				switch {
				case invite:
					link, err := st.Invite(ctx, access.Viewer{}, domain.ByID(u.ID))
					return sayLink(cmd, "to set the first password", link, err)
				case secret == "":
					say(cmd, "They cannot sign in yet: steward user password %s\n", u.Login)
				}
				return nil
			})
		},
	}
	f := c.Flags()
	f.StringVar(&login, "login", "", "what they sign in with")
	f.StringVar(&name, "name", "", "their name")
	f.StringVar(&nameEn, "name-en", "", "their name in English")
	f.StringVar(&email, "email", "", "e-mail address")
	f.StringSliceVar(&roles, "role", nil, "role, may be repeated: "+strings.Join(access.Roles, ", "))
	f.StringVar(&language, "language", "", "zh or en")
	f.StringVar(&zone, "zone", "", "time zone by its IANA name")
	f.StringVar(&unit, "unit", "", "unit, by id or code")
	f.StringVar(&customer, "customer", "", "customer whose contact they are, by id or code")
	f.StringVar(&password, "password", "", "their password; - reads it from the first line of the input")
	f.BoolVar(&invite, "invite", false, "print a link with which they set their password themselves")
	c.MarkFlagsMutuallyExclusive("password", "invite")
	_ = c.MarkFlagRequired("login")
	_ = c.MarkFlagRequired("name")
	return c
}

func userListCommand() *cobra.Command {
	var role, status, search string
	c := &cobra.Command{
		Use: "list", Short: "List people", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				w := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
				_, _ = fmt.Fprintln(w, "LOGIN\tNAME\tROLES\tBELONGS TO\tSIGN-IN")
				q := store.UserQuery{Role: role, Status: status, Q: search, Limit: 200}
				for {
					page, err := st.Users(ctx, q)
					if err != nil {
						return err
					}
					for _, u := range page.Items {
						_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", u.Login, u.Name, strings.Join(u.Roles, ","), belongsTo(u), signInOf(u))
					}
					if q.Cursor = page.Next; q.Cursor == "" {
						return w.Flush()
					}
				}
			})
		},
	}
	c.Flags().StringVar(&role, "role", "", "only those with this role")
	c.Flags().StringVar(&status, "status", "all", "active, disabled or all")
	c.Flags().StringVar(&search, "search", "", "only those with this text in login, name or e-mail address")
	return c
}

func belongsTo(u store.User) string {
	switch {
	case u.Customer != nil:
		return u.Customer.Name
	case u.Unit != nil:
		return u.Unit.Name
	}
	return "-"
}

func signInOf(u store.User) string {
	switch {
	case u.Disabled:
		return "disabled"
	case u.CanSignIn:
		return "yes"
	}
	return "no password"
}

func userDisableCommand() *cobra.Command {
	return setDisabled("disable", "Disable a person: sessions and tokens end at once", true, "%s is disabled; sessions and tokens have ended\n")
}

func userEnableCommand() *cobra.Command {
	return setDisabled("enable", "Let a disabled person sign in again", false, "%s may sign in again\n")
}

func setDisabled(use, short string, disabled bool, done string) *cobra.Command {
	return &cobra.Command{
		Use: use + " LOGIN", Short: short, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				u, err := st.UpdateUser(ctx, access.Viewer{}, domain.ByCode(strings.ToLower(args[0])), store.UserInput{Disabled: &disabled})
				if err == nil {
					say(cmd, done, u.Login)
				}
				return nobodyNamed(args[0], err)
			})
		},
	}
}

func userPasswordCommand() *cobra.Command {
	var password string
	c := &cobra.Command{
		Use: "password LOGIN", Short: "Set a person's password, or print a link with which they set it themselves", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			login := strings.ToLower(args[0])
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				if password == "" {
					link, err := st.Reset(ctx, access.Viewer{}, login)
					return sayLink(cmd, "to set a new password", link, nobodyNamed(login, err))
				}
				secret, err := passwordFrom(cmd, password)
				if err != nil {
					return err
				}
				if err := person.Password("password", secret, login); err != nil {
					return err
				}
				v, err := st.ViewerOf(ctx, domain.ByCode(login))
				if err != nil {
					return nobodyNamed(login, err)
				}
				if err := st.SetPassword(ctx, access.Viewer{}, v.UserID, secret, 0, "set_password"); err != nil {
					return err
				}
				say(cmd, "%s has a new password; all sessions have ended\n", login)
				return nil
			})
		},
	}
	c.Flags().StringVar(&password, "password", "", "the new password; - reads it from the first line of the input; without: print a link")
	return c
}

func userTokenCommand() *cobra.Command {
	var name string
	var scopes []string
	var days int
	c := &cobra.Command{
		Use: "token LOGIN", Short: "Make a token with which a program acts for a person, and print it", Args: cobra.ExactArgs(1),
		Example: `  steward user token admin --name drive --scope read,write,admin,impersonate --days 1`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return withStore(cmd, func(ctx context.Context, st *store.Store) error {
				v, err := st.ViewerOf(ctx, domain.ByCode(strings.ToLower(args[0])))
				if err != nil {
					return nobodyNamed(args[0], err)
				}
				_, secret, err := st.CreateToken(ctx, v, store.TokenInput{Name: name, Scopes: scopes, Days: days, Why: "steward user token"})
				if err == nil {
					say(cmd, "%s\n", secret)
				}
				return err
			})
		},
	}
	c.Flags().StringVar(&name, "name", "command line", "what the token is for")
	c.Flags().StringSliceVar(&scopes, "scope", []string{"read", "write"}, "what it may: read, write, admin, impersonate")
	c.Flags().IntVar(&days, "days", 90, "when it expires")
	return c
}

// passwordFrom answers the password of a flag; "-" is the first line of the input, so that it stands in no list of processes.
func passwordFrom(cmd *cobra.Command, flag string) (string, error) {
	if flag != "-" {
		return flag, nil
	}
	line, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line != "" {
		return line, nil
	}
	return "", fmt.Errorf("the input has no password on its first line: %w", cmp.Or(err, errors.New("it is empty")))
}

// sayLink prints a link that works at the address where people reach the web, as far as that is known here.
func sayLink(cmd *cobra.Command, what string, link store.PasswordLink, err error) error {
	if err != nil {
		return err
	}
	cfg, err := readConfig()
	if err != nil {
		return err
	}
	origin := strings.TrimSuffix(cfg.PublicURL, "/")
	if origin == "" {
		if s, err := runningStatus(cfg); err == nil {
			origin = s.Web
		}
	}
	say(cmd, "Link %s, once, until %s:\n%s/password?token=%s\n", what, link.ExpiresAt.Local().Format(time.RFC1123), origin, url.QueryEscape(link.Secret))
	return nil
}

func nobodyNamed(login string, err error) error {
	if errors.Is(err, store.ErrNone) {
		return fmt.Errorf("nobody has the login %q; steward user list names all", login)
	}
	return err
}

func say(cmd *cobra.Command, format string, values ...any) {
	_, _ = fmt.Fprintf(cmd.OutOrStdout(), format, values...)
}
