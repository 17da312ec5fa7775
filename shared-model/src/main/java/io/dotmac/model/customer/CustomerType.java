package io.dotmac.model.customer;

/// What kind of party a customer is.
public enum CustomerType {
    /// A person.
    INDIVIDUAL,
    /// A company.
    BUSINESS,
    /// A company with a contract of its own.
    ENTERPRISE;

    /// Whether a company's name is needed.
    public boolean isCompany() {
        return this != INDIVIDUAL;
    }
}
