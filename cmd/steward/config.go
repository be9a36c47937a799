package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/robfig/cron/v3"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"

	"steward/mail"
)

// config is everything that Steward reads from its environment.
type config struct {
	DatabaseURL string     `env:"DATABASE_URL"`                                 // PostgreSQL, as postgres://user:password@host/steward
	Listen      string     `env:"STEWARD_LISTEN" envDefault:"127.0.0.1:8080"`   // where the web and the API answer
	WorkerProbe string     `env:"STEWARD_WORKER_LISTEN"`                        // where the worker answers /readyz and /metrics; empty: nowhere
	PublicURL   string     `env:"STEWARD_URL"`                                  // where people reach the web; links in mails begin with it
	Proxies     []string   `env:"STEWARD_PROXIES"`                              // addresses of proxies whose X-Forwarded-For is believed
	Data        string     `env:"STEWARD_DATA"`                                 // folder of attachments, and of `up`'s private servers
	AuditExport string     `env:"STEWARD_AUDIT_EXPORT" envDefault:"15 3 * * *"` // when the API exports the heads of the audit trail: a cron expression
	LogLevel    slog.Level `env:"STEWARD_LOG" envDefault:"info"`                // debug, info, warn, error
	LogFormat   string     `env:"STEWARD_LOG_FORMAT" envDefault:"text"`         // text or json

	Temporal temporalConfig `envPrefix:"TEMPORAL_"`
	Mail     mail.Given     // how letters leave and come in, for workers
}

// temporalConfig has the names that Temporal's own tools use.
type temporalConfig struct {
	Address    string `env:"ADDRESS"`                        // host:port
	Namespace  string `env:"NAMESPACE" envDefault:"steward"` //
	UIURL      string `env:"UI_URL"`                         // of Temporal's Web UI, for links; empty: none
	APIKey     string `env:"API_KEY"`
	TLS        bool   `env:"TLS"` // implied by the others
	CA         string `env:"TLS_SERVER_CA_CERT_PATH"`
	Cert       string `env:"TLS_CLIENT_CERT_PATH"`
	Key        string `env:"TLS_CLIENT_KEY_PATH"`
	ServerName string `env:"TLS_SERVER_NAME"`
}

// readConfig reads the environment. Commands then say what they need with need.
func readConfig() (config, error) {
	var c config
	if err := env.Parse(&c); err != nil {
		return config{}, fmt.Errorf("the environment: %w", err)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return config{}, fmt.Errorf("STEWARD_LOG_FORMAT is %q: it must be text or json", c.LogFormat)
	}
	if _, err := cron.ParseStandard(c.AuditExport); err != nil {
		return config{}, fmt.Errorf("STEWARD_AUDIT_EXPORT: %w: write a cron expression such as \"15 3 * * *\"", err)
	}
	if c.Data == "" {
		c.Data = ".steward"
		if os.Geteuid() == 0 {
			c.Data = "/var/lib/steward"
		}
	}
	var err error
	if c.Data, err = filepath.Abs(c.Data); err != nil {
		return config{}, fmt.Errorf("STEWARD_DATA: %w", err)
	}
	return c, nil
}

// needDatabase answers an error that names the remedy if no database is configured.
func (c config) needDatabase() error {
	if c.DatabaseURL == "" {
		return errors.New("DATABASE_URL is not set: it names the PostgreSQL to use, as postgres://user:password@host/steward")
	}
	return nil
}

// needTemporal answers an error that names the remedy if no Temporal is configured.
func (c config) needTemporal() error {
	if c.Temporal.Address == "" {
		return errors.New("TEMPORAL_ADDRESS is not set: it names the Temporal server to use, as host:7233")
	}
	return nil
}

// SecureCookies tells whether people reach the web over TLS.
func (c config) SecureCookies() bool { return strings.HasPrefix(c.PublicURL, "https://") }

// options answers what a Temporal client needs. A lazy client connects when it is first used.
func (c temporalConfig) options(logger *slog.Logger) (client.Options, error) {
	o := client.Options{HostPort: c.Address, Namespace: c.Namespace, Logger: log.NewStructuredLogger(logger)}
	o.ConnectionOptions.GrpcCompression = &client.GrpcCompressionNone{} // messages are small: packing them costs more than sending them
	if c.APIKey != "" {
		o.Credentials = client.NewAPIKeyStaticCredentials(c.APIKey)
	}
	if !c.TLS && c.APIKey == "" && c.CA == "" && c.Cert == "" {
		return o, nil
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.ServerName}
	if c.CA != "" {
		pem, err := os.ReadFile(c.CA)
		if err != nil {
			return o, fmt.Errorf("TEMPORAL_TLS_SERVER_CA_CERT_PATH: %w", err)
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(pem) {
			return o, fmt.Errorf("TEMPORAL_TLS_SERVER_CA_CERT_PATH: %s holds no certificate", c.CA)
		}
	}
	if c.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
		if err != nil {
			return o, fmt.Errorf("TEMPORAL_TLS_CLIENT_CERT_PATH, TEMPORAL_TLS_CLIENT_KEY_PATH: %w", err)
		}
		t.Certificates = []tls.Certificate{pair}
	}
	o.ConnectionOptions.TLS = t
	return o, nil
}
