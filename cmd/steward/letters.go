package main

import (
	"context"
	"path/filepath"

	"steward/mail"
	"steward/storage"
)

// startMail sends letters and reads the mailbox beside the processes, as far as servers are named.
func (s *server) startMail(ctx context.Context) error {
	settings, err := s.cfg.Mail.Settings(s.cfg.PublicURL)
	if err != nil {
		return err
	}
	if err := s.store.ConfigureMail(ctx, settings.Sends(), settings.Box()); err != nil {
		return err
	}
	var files mail.Files // nobody else needs them here
	if settings.SMTP != nil || settings.IMAP != nil {
		if files, err = storage.NewDisk(filepath.Join(s.cfg.Data, "attachments")); err != nil {
			return err
		}
	}
	sender := &mail.Sender{Store: s.store, Files: files, Settings: settings, Log: s.log, Count: s.metrics.Letter}
	s.start(ctx, sender.Run)
	if settings.IMAP == nil {
		return nil
	}
	taker := &mail.Taker{Store: s.store, Files: files, Settings: settings, Log: s.log}
	s.start(ctx, (&mail.Receiver{Taker: taker, Log: s.log, Count: s.metrics.Letter}).Run)
	return nil
}
