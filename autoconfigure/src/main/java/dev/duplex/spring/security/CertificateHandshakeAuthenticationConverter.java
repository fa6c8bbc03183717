package dev.duplex.spring.security;

import java.security.Principal;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

import dev.duplex.spring.HandshakeDetails;
import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/**
 * The user whose name is the common name (CN) of the client's certificate, which TLS has
 * verified already. Without a bean of this type the certificate's subject is the
 * principal, and nobody is looked up.
 */
public final class CertificateHandshakeAuthenticationConverter implements HandshakeAuthenticationConverter {

	@Override
	public @Nullable Authentication convert(HandshakeDetails handshake) {
		Principal principal = handshake.principal();
		return (principal instanceof X500Principal subject)
				? new PreAuthenticatedAuthenticationToken(commonName(subject), subject) : null;
	}

	private static String commonName(X500Principal subject) {
		try {
			// The most specific one comes last.
			return new LdapName(subject.getName()).getRdns()
				.stream()
				.filter((rdn) -> rdn.getType().equalsIgnoreCase("CN"))
				.map(Rdn::getValue)
				.filter(String.class::isInstance)
				.map(String.class::cast)
				.reduce((first, second) -> second)
				.orElseThrow(() -> new BadCredentialsException("The certificate has no common name"));
		}
		catch (InvalidNameException ex) {
			throw new BadCredentialsException("The certificate has no readable subject");
		}
	}

}
