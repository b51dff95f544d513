Feature: What happens at the counter stands in the accounts the moment it happens

  Background:
    Given Repco sells us CAB-220 for 60.00, and we sell it for 100.00 plus GST
    And Miller uses backorders

  Scenario: A deposit is owed to the customer until the goods are supplied, and only then it is a sale
    Given the shop always charges deposits
    And 2 CAB-220 are on the shelf
    Then the account Stock on hand has a debit of 120.00
    And the account Opening balances has a credit of 120.00
    When Miller orders 5 CAB-220 and waits for what is missing
    Then the account Trade debtors has a debit of 550.00
    And the account Sales of parts has a credit of 200.00
    And the account Customer deposits has a credit of 300.00
    And the account GST collected has a credit of 50.00
    And the account Cost of sales has a debit of 120.00
    And the account Stock on hand has a debit of 0.00
    When we get the backorders into a stock order to Repco
    And Repco's invoice brings 3 CAB-220
    Then the account Trade creditors has a credit of 198.00
    And the account GST paid has a debit of 18.00
    And the account Stock on hand has a debit of 180.00
    When we invoice what is ready for Miller
    Then the account Sales of parts has a credit of 500.00
    And the account Customer deposits has a credit of 0.00
    And the account GST collected has a credit of 50.00
    And the account Cost of sales has a debit of 300.00
    And the account Trade debtors has a debit of 550.00
    And the books hold

  Scenario: Goods that come back are stock again, at what they were sold at cost for
    Given 2 CAB-220 are on the shelf
    When Miller orders 2 CAB-220 and waits for what is missing
    And Miller brings 1 back to the shelf
    Then the account Sales of parts has a credit of 100.00
    And the account Cost of sales has a debit of 60.00
    And the account Stock on hand has a debit of 60.00
    And the account Trade debtors has a debit of 110.00
    And the account GST collected has a credit of 10.00
    And the books hold

  Scenario: What is lost is an expense
    Given 5 CAB-220 are on the shelf
    When 2 CAB-220 are lost
    Then the account Stock adjustments has a debit of 120.00
    And the account Stock on hand has a debit of 180.00
    And the books hold
